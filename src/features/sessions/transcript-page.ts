import {
  transcriptFacts,
  transcriptLines,
  transcriptTitle,
  type Transcript,
} from '../../core/transcript.ts';

const STYLE = `
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; color: #1c2326; background: #fff }
  h1 { font-size: 1.25rem }
  dl { display: grid; grid-template-columns: 6rem 1fr; gap: .25rem 1rem; border-block: 1px solid #ccd2d4; padding-block: 1rem }
  dt, small { color: #535c60 }
  dd, p { margin: 0 }
  ol { list-style: none; padding: 0 }
  li { margin-block: 1rem; break-inside: avoid }
  p { white-space: pre-wrap; overflow-wrap: anywhere }
`;
/** The page asks for nothing and runs nothing, wherever it is opened. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/**
 * The transcript as a page to be read and printed, in HTML. All that people wrote goes in as text
 * nodes, so that nothing of it can become an element.
 */
export function transcriptPage(transcript: Transcript, madeAt: number): string {
  const title = transcriptTitle(transcript);
  const page = document.implementation.createHTMLDocument(title);

  const add = (parent: Element, name: string, text = ''): HTMLElement => {
    const element = page.createElement(name);
    if (text !== '') element.append(page.createTextNode(text));
    parent.append(element);
    return element;
  };

  const charset = page.createElement('meta');
  charset.setAttribute('charset', 'utf-8');
  const policy = page.createElement('meta');
  policy.setAttribute('http-equiv', 'Content-Security-Policy');
  policy.setAttribute('content', POLICY);
  page.head.prepend(charset, policy);

  add(page.body, 'h1', title).dir = 'auto';
  const facts = add(page.body, 'dl');
  for (const [name, value] of transcriptFacts(transcript, madeAt)) {
    add(facts, 'dt', name);
    add(facts, 'dd', value).dir = 'auto';
  }
  const list = add(page.body, 'ol');
  for (const line of transcriptLines(transcript)) {
    const item = add(list, 'li');
    if (line.sender !== null) add(add(item, 'strong'), 'bdi', line.sender);
    add(item, 'small', [` ${line.at}`, ...line.notes].join(' · '));
    if (line.text !== '') add(item, 'p', line.text).dir = 'auto';
    for (const file of line.files) add(item, 'p', `File: ${file}`).dir = 'auto';
  }
  // As text: in a document made by ours, our page's policy refuses a style sheet of its own.
  const style = `<style>${STYLE}</style>`;
  return `<!doctype html>\n<html lang="en"><head>${page.head.innerHTML}${style}</head>${page.body.outerHTML}</html>`;
}
