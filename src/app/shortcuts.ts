interface ShortcutRow {
  readonly id: string;
  /**
   * Ways to press it, the first one the usual one. `Mod` is ⌘ on a Mac and Ctrl elsewhere; keys are
   * named as in `KeyboardEvent.key`, letters in upper case.
   */
  readonly keys: readonly [string, ...string[]];
  readonly words: string;
  /** Where it works; `anywhere` is heard by the page, the rest by what has the focus. */
  readonly where: 'anywhere' | 'messages' | 'writing' | 'search';
}

/** Every shortcut that there is: what is heard, and what the dialog about them shows. */
export const shortcuts = [
  { id: 'switch', keys: ['Mod+K'], words: 'Go to a session by its name', where: 'anywhere' },
  { id: 'search', keys: ['Mod+F'], words: 'Search messages', where: 'anywhere' },
  { id: 'next', keys: ['Alt+ArrowDown'], words: 'Next session in the list', where: 'anywhere' },
  { id: 'previous', keys: ['Alt+ArrowUp'], words: 'Session before it', where: 'anywhere' },
  {
    id: 'nextUnread',
    keys: ['Alt+Shift+ArrowDown'],
    words: 'Next session with something unread',
    where: 'anywhere',
  },
  {
    id: 'previousUnread',
    keys: ['Alt+Shift+ArrowUp'],
    words: 'Unread session before it',
    where: 'anywhere',
  },
  {
    id: 'nextPart',
    keys: ['F6'],
    words: 'From list to messages to writing, and to what is new',
    where: 'anywhere',
  },
  { id: 'previousPart', keys: ['Shift+F6'], words: 'The other way round', where: 'anywhere' },
  { id: 'help', keys: ['?', 'Mod+/'], words: 'Show these shortcuts', where: 'anywhere' },
  { id: 'send', keys: ['Enter'], words: 'Send', where: 'writing' },
  { id: 'newLine', keys: ['Shift+Enter'], words: 'Break the line', where: 'writing' },
  {
    id: 'editLast',
    keys: ['ArrowUp'],
    words: 'Edit your last message, while the box is empty',
    where: 'writing',
  },
  { id: 'cancel', keys: ['Escape'], words: 'Stop answering or editing', where: 'writing' },
  { id: 'olderMessage', keys: ['ArrowUp'], words: 'To the message above', where: 'messages' },
  { id: 'newerMessage', keys: ['ArrowDown'], words: 'To the message below', where: 'messages' },
  { id: 'actions', keys: ['Tab'], words: 'To what can be done with it', where: 'messages' },
  { id: 'nextFound', keys: ['ArrowDown'], words: 'To the next message found', where: 'search' },
  { id: 'jump', keys: ['Enter'], words: 'Jump to it', where: 'search' },
  { id: 'closeSearch', keys: ['Escape'], words: 'Close the search', where: 'search' },
] as const satisfies readonly ShortcutRow[];

type Row = (typeof shortcuts)[number];
export type ShortcutId = Row['id'];
/** Those that the page itself hears. */
export type PageShortcut = Extract<Row, { where: 'anywhere' }>['id'];

/** What `KeyboardEvent` says of a key. */
export type PressedKey = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>;

const LATIN_LETTER = /^[a-z]$/i;

/** Whether `combination` (as in `shortcuts`) is what was pressed. */
export function isPressed(combination: string, event: PressedKey, mac: boolean): boolean {
  const names = combination.split('+');
  const key = names.at(-1) ?? '';
  const has = (name: string): boolean => names.slice(0, -1).includes(name);
  const mod = has('Mod');
  if (event.ctrlKey !== (mod && !mac) || event.metaKey !== (mod && mac)) return false;
  if (event.altKey !== has('Alt')) return false;
  if (LATIN_LETTER.test(key)) {
    if (event.shiftKey !== has('Shift')) return false;
    // Where letters are not Latin ones, the key in the same place is meant.
    return LATIN_LETTER.test(event.key)
      ? event.key.toUpperCase() === key
      : event.code === `Key${key}`;
  }
  // Whether a sign takes Shift is a matter of the keyboard.
  return event.key === key && (key.length === 1 || event.shiftKey === has('Shift'));
}

/** The shortcut of the page that was pressed, or null. `typing`: signs belong to what is typed. */
export function pageShortcut(
  event: PressedKey,
  { mac, typing }: { mac: boolean; typing: boolean },
): PageShortcut | null {
  for (const row of shortcuts) {
    if (row.where !== 'anywhere') continue;
    const isMeant = (keys: string): boolean =>
      !(typing && keys.length === 1) && isPressed(keys, event, mac);
    if (row.keys.some(isMeant)) return row.id;
  }
  return null;
}

const signs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  Escape: 'Esc',
};
const macSigns: Readonly<Record<string, string>> = { Mod: '⌘', Alt: '⌥', Shift: '⇧' };

/** What is printed on the keys of a combination. */
export const keyNames = (combination: string, mac: boolean): readonly string[] =>
  combination
    .split('+')
    .map(
      (name) => (mac ? macSigns[name] : name === 'Mod' ? 'Ctrl' : undefined) ?? signs[name] ?? name,
    );
