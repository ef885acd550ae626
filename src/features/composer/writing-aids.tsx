import type { ComponentProps, ReactNode } from 'react';
import { LongPaste } from './long-paste.tsx';
import { Mentions } from './mentions.tsx';

/** What helps with writing, fetched after the box itself. */
export default function WritingAids(props: ComponentProps<typeof LongPaste>): ReactNode {
  return (
    <>
      <LongPaste {...props} />
      <Mentions box={props.box} sessionId={props.sessionId} />
    </>
  );
}
