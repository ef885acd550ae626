import { CircleAlert, Download } from 'lucide-react';
import { useState } from 'react';
import { linksIn } from '../../core/links-in.ts';
import type { Attachment, Message } from '../../core/model.ts';
import type { SharedKind } from '../../core/shared.ts';
import { byteWords } from '../../lib/byte-words.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { FileIcon } from '../../ui/file-icon.tsx';
import { saveFrom } from '../../ui/save-from.ts';
import { Spinner } from '../../ui/spinner.tsx';
import { useNow } from '../../ui/use-now.ts';
import { JumpButton } from './jump-button.tsx';
import { useShared } from './use-shared.ts';

const MINUTE_MS = 60_000;

const nothing: Readonly<Record<SharedKind, string>> = {
  files: 'No files yet. What is sent here is listed here.',
  links: 'No links yet.',
};

/** A file or a link of a message. */
interface Thing {
  readonly message: Message;
  readonly file: Attachment | null;
  /** The file's path, or the link's address. */
  readonly href: string;
}

/** The files or the links of a session, newest first. */
export function SharedList(props: { sessionId: string; kind: SharedKind; onJump: () => void }) {
  const { sessionId, kind, onJump } = props;
  const { messages, hasMore, busy, error, more, retry } = useShared(sessionId, kind);
  const now = useNow(MINUTE_MS);
  const Item = kind === 'files' ? FileItem : LinkItem;
  const things = (messages ?? []).flatMap((message): readonly Thing[] =>
    kind === 'files'
      ? message.attachments.map((file) => ({ message, file, href: file.path }))
      : linksIn(message.content ?? '').map((href) => ({ message, file: null, href })),
  );
  return (
    <div aria-busy={busy} className="grid grid-cols-1 gap-2">
      {messages !== null && things.length === 0 && !hasMore && (
        <p className="py-2 text-soft">{nothing[kind]}</p>
      )}
      <ul className="grid grid-cols-1 gap-1">
        {things.map(({ message, file, href }) => (
          <li key={`${message.id} ${href}`} className="flex items-center gap-2">
            <Item file={file} href={href} />
            <JumpButton
              message={message}
              label={`Go to the message with ${file?.name ?? href}`}
              onJump={onJump}
            >
              {timeWords.short(message.createdAt, now)}
            </JumpButton>
          </li>
        ))}
      </ul>
      {error !== null && (
        <p role="alert" className="text-meta text-danger">
          {error.message}{' '}
          <Button look="link" size="inline" onClick={messages === null ? retry : more}>
            Try again
          </Button>
        </p>
      )}
      {busy && messages === null && <Spinner label="Loading" />}
      {hasMore && error === null && (
        <Button size="small" disabled={busy} onClick={more}>
          Show more
        </Button>
      )}
    </div>
  );
}

type ItemProps = Pick<Thing, 'file' | 'href'>;

function LinkItem({ href }: ItemProps) {
  const { host, pathname, search } = new URL(href);
  const rest = `${pathname}${search}`;
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer noopener"
      className="min-w-0 grow rounded-control py-1 text-accent underline-offset-2 hover:underline"
    >
      <bdi className="block truncate">{host}</bdi>
      {rest !== '/' && <bdi className="block truncate text-meta text-soft">{rest}</bdi>}
    </a>
  );
}

function FileItem({ file }: ItemProps) {
  const { fileUrl } = useActions();
  const [failed, setFailed] = useState(false);
  if (file === null) return null;
  const save = (): void => {
    setFailed(false);
    fileUrl(file.path, { download: file.name }).then(saveFrom, () => setFailed(true));
  };
  return (
    <button
      type="button"
      onClick={save}
      className="flex min-h-11 min-w-0 grow cursor-pointer items-center gap-2.5 rounded-control px-1 text-left hover:bg-hover"
    >
      <FileIcon mime={file.mime} />
      <span className="min-w-0 grow">
        <span className="sr-only">{failed ? 'Try again to download ' : 'Download '}</span>
        <bdi className="block truncate">{file.name}</bdi>
        <span className="block text-meta text-soft">
          {failed ? <span role="alert">Not reachable right now</span> : byteWords(file.size)}
        </span>
      </span>
      {failed ? (
        <CircleAlert size={16} aria-hidden="true" className="shrink-0 text-danger" />
      ) : (
        <Download size={16} aria-hidden="true" className="shrink-0 text-soft" />
      )}
    </button>
  );
}
