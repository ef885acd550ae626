/** How long the bytes stay reachable after the browser was asked to save them, in milliseconds. */
const KEPT_MS = 60_000;

/** Saves bytes that this page made as a file with this name. */
export function saveBytes(bytes: Blob, name: string): void {
  const url = URL.createObjectURL(bytes);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Browsers read them later than they return from the click, and none says when it is done.
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
