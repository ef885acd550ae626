import type { ProductFace, ProductField, Session } from './model.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** So many seconds in the largest unit that fits: “5 min”, “3 h”, “2 days”; “0 min” under half a minute. */
export function spanWords(seconds: number): string {
  // Rounded first: 59.7 minutes are an hour, not 60 minutes.
  const minutes = Math.round(seconds / MINUTE);
  if (minutes < HOUR / MINUTE) return `${minutes} min`;
  const hours = Math.round(seconds / HOUR);
  if (hours < DAY / HOUR) return `${hours} h`;
  const days = Math.round(seconds / DAY);
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}

/** How soon somebody answers, from seconds: “Usually replies in 3 h”; null if that is not known. */
export function replyWords(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < MINUTE) return 'Usually replies within a minute';
  return `Usually replies in ${spanWords(seconds)}`;
}

/** “4.7 of 5 (12 ratings)”; null while there are too few. */
export function ratingWords(average: number | null, count: number): string | null {
  return average === null ? null : `${average.toFixed(1)} of 5 (${count} ratings)`;
}

const HUNDREDTHS = 100;

/**
 * A price in hundredths of the currency's unit as the reader's language (BCP 47) writes it; null if
 * there is none.
 */
export function priceWords(
  { priceCents, currency }: Pick<ProductFace, 'priceCents' | 'currency'>,
  locale: string,
): string | null {
  if (priceCents === null || currency === null) return null;
  const amount = priceCents / HUNDREDTHS;
  try {
    return new Intl.NumberFormat(locale, { style: 'currency', currency }).format(amount);
  } catch {
    // A RangeError: no code of a currency.
    return `${amount.toFixed(2)} ${currency}`;
  }
}

type WithProduct = Pick<Session, 'product' | 'productAsked' | 'founderA'>;

/** What a conversation's product is called, and what became of it since the buyer asked. */
export interface ProductNews {
  /** As it is now, or was, if it is gone. */
  readonly face: ProductFace;
  /** Null if it is gone. */
  readonly id: string | null;
  /** The heading of the changes, in the reader's words; null if nothing has changed. */
  readonly heading: string | null;
  /** One sentence for each change. */
  readonly changes: readonly string[];
}

function changeWords(
  field: ProductField,
  now: ProductFace,
  asked: ProductFace | null,
  locale: string,
): string | null {
  switch (field) {
    case 'name':
      return asked === null ? null : `It was called “${asked.name}”.`;
    case 'price_cents':
    case 'currency': {
      const before = asked === null ? null : priceWords(asked, locale);
      const price = priceWords(now, locale);
      return before === null || price === null ? null : `The price was ${before}, now ${price}.`;
    }
    case 'image_url':
      return 'The picture is another one.';
    case 'active':
      return 'It is no longer on offer.';
  }
}

/** What to say of the product of a conversation to one of the people in it; null if it has none. */
export function productNews(
  { product, productAsked, founderA }: WithProduct,
  userId: string,
  locale: string,
): ProductNews | null {
  const face = product ?? productAsked;
  if (face === null) return null;
  const sentences =
    product === null
      ? ['It is no longer there.']
      : product.changes.map((field) => changeWords(field, product, productAsked, locale));
  const changes = [...new Set(sentences.filter((sentence) => sentence !== null))];
  const since = userId === founderA ? 'Changed since you asked' : 'Changed since the buyer asked';
  return { face, id: product?.id ?? null, heading: changes.length === 0 ? null : since, changes };
}
