import { X } from 'lucide-react';
import { Content, List, Root, Trigger } from 'radix-ui/tabs';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { DeveloperTools } from '../../store/developer-tools.ts';
import { Button } from '../../ui/button.tsx';
import { ConnectionTab } from './connection-tab.tsx';
import { ConvergenceTab } from './convergence-tab.tsx';
import { EventsTab } from './events-tab.tsx';
import { FaultsTab } from './faults-tab.tsx';
import { OutboxTab } from './outbox-tab.tsx';
import { TimelinesTab } from './timelines-tab.tsx';

/** A sheet at the bottom that leaves the chat usable: what happens there is what is looked at here. */
export default function DeveloperPanel(props: { tools: DeveloperTools; onClose: () => void }) {
  const { tools, onClose } = props;
  const panel = useRef<HTMLElement>(null);
  // Back to where the person was, unless they have gone elsewhere meanwhile.
  const [opener] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const element = panel.current;
    element?.focus();
    return () => {
      const { activeElement: focused, body } = document;
      const elsewhere = focused !== body && element?.contains(focused) !== true;
      if (!elsewhere && opener instanceof HTMLElement) opener.focus();
    };
  }, [opener]);
  const tabs: Readonly<Record<string, ReactNode>> = {
    Connection: <ConnectionTab countTabs={tools.countTabs} />,
    Timelines: <TimelinesTab />,
    Outbox: <OutboxTab />,
    Events: <EventsTab log={tools.log} />,
    Faults: <FaultsTab faults={tools.faults} />,
    Convergence: <ConvergenceTab checkConvergence={tools.checkConvergence} />,
  };
  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="Developer panel"
      className="fixed inset-x-0 bottom-0 z-50 animate-appear rounded-t-bubble border border-line bg-raised text-meta shadow-float outline-none safe-bottom pane:right-auto pane:bottom-2 pane:left-2 pane:w-128 pane:rounded-bubble"
    >
      <Root defaultValue="Connection" className="flex h-[55dvh] flex-col">
        <div className="flex items-start gap-1 border-b border-line p-1.5">
          <List aria-label="Developer panel" className="flex min-w-0 grow flex-wrap">
            {Object.keys(tabs).map((name) => (
              <Trigger
                key={name}
                value={name}
                className="h-8 shrink-0 cursor-pointer rounded-control px-2 font-medium text-soft -outline-offset-2 hover:bg-hover data-[state=active]:bg-tint data-[state=active]:text-accent pointer-coarse:h-10"
              >
                {name}
              </Trigger>
            ))}
          </List>
          <Button look="quiet" size="icon" aria-label="Close developer panel" onClick={onClose}>
            <X size={16} aria-hidden="true" />
          </Button>
        </div>
        {Object.entries(tabs).map(([name, content]) => (
          <Content
            key={name}
            value={name}
            className="min-h-0 grow overflow-y-auto p-3 -outline-offset-2 scroll-quiet data-[state=inactive]:hidden"
          >
            {content}
          </Content>
        ))}
      </Root>
    </section>
  );
}
