/** Breaks of lines, other controls, and what turns the direction of writing: none of it in a name or a header. */
// eslint-disable-next-line no-control-regex -- they are what it is about
const UNWANTED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** What somebody wrote, on one line. */
export const bare = (text: string): string => text.replace(UNWANTED, ' ').trim();

/** For HTML, inside and outside of attributes. */
export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
