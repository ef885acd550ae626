import { GAP } from './attachments-layout.ts';
import type { AttachmentsProps, ShownFile } from './attachments.tsx';
import { Picture } from './picture.tsx';

interface PicturesProps extends Pick<AttachmentsProps, 'sessionId' | 'messageId' | 'sending'> {
  pictures: readonly ShownFile[];
  columns: number;
}

/** The pictures of a message, in the room that is reserved for them. */
export default function Pictures({ pictures, columns, ...message }: PicturesProps) {
  return (
    <div
      className="absolute inset-0 grid auto-rows-fr overflow-hidden rounded-control"
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`, gap: GAP }}
    >
      {pictures.map((picture) => (
        <Picture key={picture.path} picture={picture} {...message} />
      ))}
    </div>
  );
}
