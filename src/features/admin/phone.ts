/** Up to here a row is a card, and filters open over the page; `--breakpoint-pane`. */
export const PHONE = '(width < 720px)';
