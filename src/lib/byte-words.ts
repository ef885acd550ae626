const KILO = 1024;
const MEGA = KILO * KILO;

/** How large a file is, in words: “312 bytes”, “48 kB”, “1.3 MB”. A kB has 1024 bytes. */
export function byteWords(bytes: number): string {
  if (bytes < KILO) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  if (bytes < MEGA) return `${Math.min(KILO - 1, Math.round(bytes / KILO))} kB`;
  return `${(bytes / MEGA).toFixed(1)} MB`;
}
