/** The icon is drawn on a square of as many pixels as its own; the rest is in these. */
const SIZE = 64;
const BADGE = { x: 44, y: 20, radius: 20 } as const;
/** Cut out around the badge, so that it stands off from the icon. */
const GAP = 4;
/** Tabs have their own colours, light or dark: these stand out on either. */
const FILL = '#c2293f';
const INK = '#ffffff';
const FONT = 'bold 30px system-ui, sans-serif';
const FONT_LONG = 'bold 24px system-ui, sans-serif';
const MOST = 9;

const plain = new WeakMap<HTMLLinkElement, string>();
/** What was asked for last: a picture that is drawn later than another is not shown after it. */
let wanted = 0;

function draw(icon: HTMLImageElement, count: number): string | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIZE;
  canvas.height = SIZE;
  const context = canvas.getContext('2d');
  if (context === null) return null;
  const disc = (radius: number): void => {
    context.beginPath();
    context.arc(BADGE.x, BADGE.y, radius, 0, 2 * Math.PI);
    context.fill();
  };
  context.drawImage(icon, 0, 0, SIZE, SIZE);
  context.globalCompositeOperation = 'destination-out';
  disc(BADGE.radius + GAP);
  context.globalCompositeOperation = 'source-over';
  context.fillStyle = FILL;
  disc(BADGE.radius);
  context.fillStyle = INK;
  context.font = count > MOST ? FONT_LONG : FONT;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(count > MOST ? `${MOST}+` : String(count), BADGE.x, BADGE.y + 2);
  return canvas.toDataURL();
}

/**
 * Puts a number on the tab's icon; 0 takes it away at once. Where nothing can be drawn the icon stays
 * as it is: the title says it, too.
 */
export function badgeFavicon(count: number): void {
  wanted = count;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link === null) return;
  const source = plain.get(link) ?? link.href;
  plain.set(link, source);
  if (count === 0) {
    link.href = source;
    return;
  }
  const icon = new Image();
  icon.onload = () => {
    const drawn = wanted === count ? draw(icon, count) : null;
    if (drawn !== null) link.href = drawn;
  };
  icon.src = source;
}
