import { clsx } from 'clsx';
import { use, type ReactNode } from 'react';
import type { Block, Inline } from '../../core/formatted-text.ts';
import { mentionParts } from '../../core/mentions.ts';
import { CodeBlock } from './code-block.tsx';
import { MentionNames } from './mention-names.ts';

/*
 * Elements only, never HTML. Pieces of a text have no identity but their place, and a changed text is
 * drawn anew: that is why keys are indexes here.
 */

export const Blocks = ({ blocks }: { blocks: readonly Block[] }) =>
  blocks.map((block, index) => <BlockOf key={index} block={block} />);

function BlockOf({ block }: { block: Block }) {
  switch (block.kind) {
    case 'text':
      return (
        <p dir="auto" className="message-text">
          <Inlines nodes={block.children} />
        </p>
      );
    case 'code':
      return <CodeBlock info={block.info} text={block.text} />;
    case 'quote':
      return (
        <blockquote dir="auto" className="my-0.5 border-s-3 border-edge ps-2.5">
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'list': {
      const List = block.ordered ? 'ol' : 'ul';
      return (
        <List dir="auto">
          {block.items.map((item, index) => (
            // The number is the one that was typed, as text: a browser would count for itself.
            <li key={index} className="flex gap-2">
              <span className="message-text shrink-0 tabular-nums">
                {block.ordered ? item.marker : '•'}
              </span>
              <div className="min-w-0 grow">
                <Blocks blocks={item.blocks} />
              </div>
            </li>
          ))}
        </List>
      );
    }
  }
}

const Inlines = ({ nodes }: { nodes: readonly Inline[] }) =>
  nodes.map((node, index) => <InlineOf key={index} node={node} />);

function InlineOf({ node }: { node: Inline }): ReactNode {
  switch (node.kind) {
    case 'text':
      return <WithMentions text={node.text} />;
    case 'strong':
      return (
        <strong className="font-semibold">
          <Inlines nodes={node.children} />
        </strong>
      );
    case 'em':
      return (
        <em>
          <Inlines nodes={node.children} />
        </em>
      );
    case 'del':
      return (
        <del>
          <Inlines nodes={node.children} />
        </del>
      );
    case 'code':
      return (
        <code className="rounded-joined bg-code px-1 py-0.5 font-mono text-[0.875em]">
          {node.text}
        </code>
      );
    case 'link':
      return <Link node={node} />;
  }
}

const Link = ({ node }: { node: Extract<Inline, { kind: 'link' }> }) => (
  <>
    <a
      href={node.href}
      target="_blank"
      rel="noreferrer noopener"
      dir="auto"
      className="text-accent underline decoration-1 underline-offset-2 hover:decoration-2"
    >
      <Inlines nodes={node.children} />
    </a>
    {node.host !== null && <bdi className="text-soft"> ({node.host})</bdi>}
  </>
);

/** Text in which `@` and the name of somebody in the session stand out; the reader's own more so. */
function WithMentions({ text }: { text: string }) {
  const { all, mine } = use(MentionNames);
  return mentionParts(text, all).map((part, index) =>
    part.name === null ? (
      part.text
    ) : (
      <bdi
        key={index}
        data-mention={part.name === mine ? 'me' : 'other'}
        className={clsx(
          'rounded-joined px-0.5 font-medium',
          part.name === mine ? 'bg-accent text-on-accent' : 'bg-code text-accent',
        )}
      >
        {part.text}
      </bdi>
    ),
  );
}
