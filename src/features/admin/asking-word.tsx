import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { useMedia } from '../../ui/use-media.ts';

/** Lines stand too close for a finger to tell them apart. */
const FINGERS = '(pointer: coarse)';

/** Words that ask for what they name; for fingers they are words, and the filters ask. */
export function AskingWord(props: {
  title: string;
  className?: string;
  onClick: () => void;
  children: ReactNode;
}) {
  const className = clsx('max-w-full min-w-0 truncate text-left', props.className);
  if (useMedia(FINGERS)) return <span className={className}>{props.children}</span>;
  return (
    <button
      type="button"
      title={props.title}
      className={clsx(className, 'cursor-pointer underline-offset-2 hover:underline')}
      onClick={props.onClick}
    >
      {props.children}
    </button>
  );
}
