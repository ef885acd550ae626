/** Whether this is one of Apple's systems, where ⌘ does what Ctrl does elsewhere. */
export const IS_MAC = /Macintosh|iPhone|iPad/.test(navigator.userAgent);
