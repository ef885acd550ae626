import { Button } from '../../ui/button.tsx';
import { useCopy } from '../../ui/use-copy.ts';

/** Lines of code as they were typed. Long ones scroll in themselves; the conversation never does. */
export function CodeBlock({ info, text }: { info: string; text: string }) {
  const [copyWord, copy] = useCopy();
  return (
    <div className="my-1 min-w-50 overflow-hidden rounded-control bg-code">
      <div className="flex h-7 items-center gap-3 ps-2.5 pe-2 text-meta text-soft">
        <bdi className="min-w-0 grow truncate">{info}</bdi>
        <Button look="link" size="inline" onClick={() => copy(text)}>
          {copyWord}
        </Button>
      </div>
      <pre
        dir="ltr"
        aria-label="Code"
        role="group"
        // A region that scrolls must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="overflow-x-auto px-2.5 pb-2 font-mono text-meta scroll-quiet -outline-offset-2"
      >
        <code>{text}</code>
      </pre>
    </div>
  );
}
