import { Content, List, Root, Trigger } from 'radix-ui/tabs';
import type { ReactNode } from 'react';

/** Several panes in one place; only the one that is chosen exists. The arrow keys go through the tabs. */
export function Tabs(props: {
  label: string;
  panes: readonly { readonly name: string; readonly content: ReactNode }[];
}) {
  const { label, panes } = props;
  return (
    <Root defaultValue={panes[0]?.name ?? ''} className="grid grid-cols-1 gap-3">
      <List aria-label={label} className="flex border-b border-line">
        {panes.map(({ name }) => (
          <Trigger
            key={name}
            value={name}
            className="-mb-px h-9 grow cursor-pointer rounded-t-control border-b-2 border-transparent text-meta font-medium text-soft -outline-offset-2 hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink pointer-coarse:h-11"
          >
            {name}
          </Trigger>
        ))}
      </List>
      {panes.map(({ name, content }) => (
        <Content key={name} value={name} className="min-w-0">
          {content}
        </Content>
      ))}
    </Root>
  );
}
