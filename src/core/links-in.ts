import { formattedText, type Block, type Inline } from './formatted-text.ts';

const inLine = (parts: readonly Inline[]): readonly string[] =>
  parts.flatMap((part) => {
    if (part.kind === 'link') return [part.href];
    return 'children' in part ? inLine(part.children) : [];
  });

const inBlocks = (blocks: readonly Block[]): readonly string[] =>
  blocks.flatMap((block) => {
    switch (block.kind) {
      case 'text':
        return inLine(block.children);
      case 'quote':
        return inBlocks(block.blocks);
      case 'list':
        return block.items.flatMap((item) => inBlocks(item.blocks));
      case 'code':
        return [];
    }
  });

/** The web addresses that a message shows as links, each once, in order. */
export const linksIn = (content: string): readonly string[] => [
  ...new Set(inBlocks(formattedText(content)).filter((href) => /^https?:/iu.test(href))),
];
