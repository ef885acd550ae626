/**
 * Saves what an address gives, which must say of itself that it is to be saved. Beside the page:
 * if the address gives an error instead, the page is still there.
 */
export function saveFrom(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noreferrer noopener';
  link.download = '';
  link.click();
}
