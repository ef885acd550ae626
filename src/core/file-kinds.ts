/** What may be sent, and how it is told from what only looks like it. */

/** The largest file that can be sent, in bytes; Storage and the database have the same limit. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** The most files that one message holds; the database has the same limit. */
export const MAX_FILES = 10;
/** How many bytes from its beginning tell what a file is. Text is looked at no further either. */
export const HEAD_BYTES = 64 * 1024;

export type PictureMime = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif';

interface FileKind {
  readonly mime: string;
  /** The first is the usual one. */
  readonly extensions: readonly string[];
  /** Where each of these bytes must lie; alternatives. Null for text, which begins with anything. */
  readonly marks: readonly (readonly [offset: number, bytes: string])[][] | null;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';
const ZIP_MARKS: FileKind['marks'] = [[[0, 'PK\x03\x04']], [[0, 'PK\x05\x06']]];

/** The bucket takes exactly these types. svg and html are missing because they run scripts. */
const KINDS: readonly FileKind[] = [
  { mime: 'image/png', extensions: ['png'], marks: [[[0, '\x89PNG\r\n\x1a\n']]] },
  { mime: 'image/jpeg', extensions: ['jpg', 'jpeg'], marks: [[[0, '\xff\xd8\xff']]] },
  {
    mime: 'image/webp',
    extensions: ['webp'],
    marks: [
      [
        [0, 'RIFF'],
        [8, 'WEBP'],
      ],
    ],
  },
  { mime: 'image/gif', extensions: ['gif'], marks: [[[0, 'GIF87a']], [[0, 'GIF89a']]] },
  { mime: 'application/pdf', extensions: ['pdf'], marks: [[[0, '%PDF-']]] },
  { mime: 'text/plain', extensions: ['txt'], marks: null },
  { mime: 'text/csv', extensions: ['csv'], marks: null },
  { mime: `${OFFICE}.wordprocessingml.document`, extensions: ['docx'], marks: ZIP_MARKS },
  { mime: `${OFFICE}.spreadsheetml.sheet`, extensions: ['xlsx'], marks: ZIP_MARKS },
  { mime: `${OFFICE}.presentationml.presentation`, extensions: ['pptx'], marks: ZIP_MARKS },
  { mime: 'application/zip', extensions: ['zip'], marks: ZIP_MARKS },
];

/** For the browser's file dialog. */
export const ACCEPTED_EXTENSIONS = KINDS.flatMap(({ extensions }) =>
  extensions.map((extension) => `.${extension}`),
).join(',');

/** Whether these are the bytes of a picture that browsers show. */
export const isPicture = (mime: string): mime is PictureMime => mime.startsWith('image/');

const holds = (head: Uint8Array, offset: number, bytes: string): boolean =>
  Array.from(bytes).every((byte, at) => head[offset + at] === byte.charCodeAt(0));

const bears = (head: Uint8Array, marks: NonNullable<FileKind['marks']>): boolean =>
  marks.some((all) => all.every(([offset, bytes]) => holds(head, offset, bytes)));

/** Text in any encoding but UTF-16 has no zero bytes, and nearly everything else has. */
function looksLikeText(head: Uint8Array): boolean {
  const wide = holds(head, 0, '\xff\xfe') || holds(head, 0, '\xfe\xff');
  return (
    (wide || !head.includes(0)) &&
    !holds(head, 0, 'MZ') &&
    !KINDS.some(({ marks }) => marks !== null && bears(head, marks))
  );
}

const extensionOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** `name` with the usual extension of `mime` in the place of its own. */
export function renamed(name: string, mime: string): string {
  const extension = KINDS.find((kind) => kind.mime === mime)?.extensions[0];
  return extension === undefined ? name : name.replace(/[^.]+$/, extension);
}

/** What a file turned out to be, or why it cannot be sent. */
export type Judged =
  | { readonly ok: true; readonly mime: string; readonly name: string }
  | { readonly ok: false; readonly why: 'type' | 'mismatch' };

/**
 * What a file is by its name and its first `HEAD_BYTES`; what the browser says of it is a guess by
 * the name alone. A picture named as another kind of picture is what its bytes say, and its name
 * is put right.
 */
export function judgeFile(name: string, head: Uint8Array): Judged {
  const extension = extensionOf(name);
  const named = KINDS.find((kind) => kind.extensions.includes(extension));
  if (named === undefined) return { ok: false, why: 'type' };
  if (named.marks === null) {
    return looksLikeText(head)
      ? { ok: true, mime: named.mime, name }
      : { ok: false, why: 'mismatch' };
  }
  if (bears(head, named.marks)) return { ok: true, mime: named.mime, name };
  const found = KINDS.find(
    (kind) => isPicture(kind.mime) && kind.marks !== null && bears(head, kind.marks),
  );
  if (found === undefined || !isPicture(named.mime)) return { ok: false, why: 'mismatch' };
  return { ok: true, mime: found.mime, name: renamed(name, found.mime) };
}

/** The longest name of a file, in characters (code points), as the database takes it. */
const MAX_NAME_CHARACTERS = 255;
// Controls and what separates folders; the database refuses these.
// eslint-disable-next-line no-control-regex
const FORBIDDEN_IN_NAMES = /[\u0000-\u001f\u007f-\u009f/\\]/g;

/** `name` as the database takes it: shortened before its extension, without controls and slashes. */
export function cleanFileName(name: string): string {
  const characters = Array.from(name.replace(FORBIDDEN_IN_NAMES, '_').trim());
  if (characters.length <= MAX_NAME_CHARACTERS) return characters.join('');
  const end = Array.from(`….${extensionOf(name)}`);
  return [...characters.slice(0, MAX_NAME_CHARACTERS - end.length), ...end].join('');
}
