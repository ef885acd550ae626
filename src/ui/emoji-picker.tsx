import { clsx } from 'clsx';
import {
  defaultEmojiDataResolver,
  EmojiPicker as Picker,
  type EmojiData,
  type EmojiDataResolver,
  type EmojiPickerListCategoryHeaderProps,
  type EmojiPickerListEmojiProps,
  type EmojiPickerListRowProps,
} from 'frimousse';
import { useState } from 'react';

/** Served from `emojibase-data` by the app itself (see vite.emoji-data.ts). */
const DATA_URL = `${import.meta.env.BASE_URL}emoji`;
const COLUMNS = 8;
/** What people mostly want, without looking for it. */
const FREQUENT = ['👍', '❤️', '😂', '🎉', '😮', '😢', '🙏', '👀'] as const;
const NAMES: Readonly<Record<(typeof FREQUENT)[number], string>> = {
  '👍': 'Thumbs up',
  '❤️': 'Red heart',
  '😂': 'Tears of joy',
  '🎉': 'Party popper',
  '😮': 'Open mouth',
  '😢': 'Crying',
  '🙏': 'Folded hands',
  '👀': 'Eyes',
};

const none = (locale: string): EmojiData => ({
  locale,
  emojis: [],
  categories: [],
  skinTones: { light: '', 'medium-light': '', medium: '', 'medium-dark': '', dark: '' },
});

/** All emoji by search, category and skin tone, and the most used ones at once. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const [failed, setFailed] = useState(false);
  /** Without the list, which is fetched, the frequent ones are still there. */
  const [resolve] = useState(() => {
    const orNone: EmojiDataResolver = async (locale, options) => {
      try {
        return await defaultEmojiDataResolver(locale, options);
      } catch (thrown) {
        if (options.signal?.aborted === true) throw thrown;
        setFailed(true);
        return none(locale);
      }
    };
    return orNone;
  });
  return (
    <Picker.Root
      emojibaseUrl={DATA_URL}
      resolveEmojiData={resolve}
      columns={COLUMNS}
      onEmojiSelect={({ emoji }) => onPick(emoji)}
      className="isolate flex h-88 w-80 max-w-[calc(100vw-1rem)] flex-col"
    >
      <div className="flex items-center gap-1 p-2 pb-1">
        <Picker.Search
          aria-label="Search emoji"
          placeholder="Search emoji"
          className="h-9 min-w-0 grow rounded-control border border-edge bg-canvas px-3 text-base placeholder:text-soft pointer-coarse:h-11 pane:text-body"
        />
        <Picker.SkinToneSelector className="size-9 cursor-pointer rounded-control text-xl hover:bg-hover pointer-coarse:size-11" />
      </div>
      <ul aria-label="Frequent" className="flex justify-between border-b border-line px-2 pb-1">
        {FREQUENT.map((emoji) => (
          <li key={emoji}>
            <button
              type="button"
              aria-label={NAMES[emoji]}
              onClick={() => onPick(emoji)}
              className="size-9 cursor-pointer rounded-control font-emoji text-xl hover:bg-hover"
            >
              {emoji}
            </button>
          </li>
        ))}
      </ul>
      <Picker.Viewport className="min-h-0 grow scroll-quiet outline-none">
        <Picker.Loading className="absolute inset-0 grid place-items-center text-meta text-soft">
          Loading emoji
        </Picker.Loading>
        <Picker.Empty className="absolute inset-0 grid place-items-center px-6 text-center text-meta text-soft">
          {failed ? 'The other emoji cannot be loaded right now.' : 'No emoji found'}
        </Picker.Empty>
        <Picker.List components={{ CategoryHeader, Row, Emoji }} className="pb-1.5 select-none" />
      </Picker.Viewport>
    </Picker.Root>
  );
}

const CategoryHeader = ({ category, ...rest }: EmojiPickerListCategoryHeaderProps) => (
  <div {...rest} className="bg-raised px-3 pt-2.5 pb-1 text-meta font-medium text-soft">
    {category.label}
  </div>
);

/** Rows and columns are told from 0 on, but ARIA counts from 1. */
const fromOne = (index: number | undefined): number | undefined =>
  index === undefined ? undefined : index + 1;

const Row = (props: EmojiPickerListRowProps) => (
  <div {...props} aria-rowindex={fromOne(props['aria-rowindex'])} className="scroll-my-1.5 px-2" />
);

const Emoji = ({ emoji, ...rest }: EmojiPickerListEmojiProps) => (
  <button
    {...rest}
    type="button"
    role="gridcell"
    aria-colindex={fromOne(rest['aria-colindex'])}
    className={clsx(
      'grid aspect-square w-1/8 cursor-pointer place-items-center rounded-control text-xl',
      emoji.isActive && 'bg-hover',
    )}
  >
    {emoji.emoji}
  </button>
);
