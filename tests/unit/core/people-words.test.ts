import { describe, expect, it } from 'vitest';
import type { ProductFace, SessionProduct } from '../../../src/core/model.ts';
import {
  priceWords,
  productNews,
  ratingWords,
  replyWords,
} from '../../../src/core/people-words.ts';
import { ANNA, BEN, sampleSession } from '../../support/samples.ts';

describe('replyWords', () => {
  it.each([
    [null, null],
    [12, 'Usually replies within a minute'],
    [240, 'Usually replies in 4 min'],
    [3_582, 'Usually replies in 1 h'],
    [10_800, 'Usually replies in 3 h'],
    [86_000, 'Usually replies in 1 day'],
    [200_000, 'Usually replies in 2 days'],
  ])('puts %s seconds into words', (seconds, words) => {
    expect(replyWords(seconds)).toBe(words);
  });
});

describe('ratingWords', () => {
  it('says nothing while there are too few', () => {
    expect(ratingWords(null, 0)).toBeNull();
  });

  it('has one decimal and the count', () => {
    expect(ratingWords(4.67, 12)).toBe('4.7 of 5 (12 ratings)');
  });
});

describe('priceWords', () => {
  it.each([
    [1450, 'EUR', 'en', '€14.50'],
    [1450, 'EUR', 'de', '14,50\u00a0€'],
    [300_000, 'JPY', 'en', '¥3,000'],
    [100, 'not a code', 'en', '1.00 not a code'],
  ])('writes %s %s in %s', (priceCents, currency, locale, words) => {
    expect(priceWords({ priceCents, currency }, locale)).toBe(words);
  });

  it('is null without a price', () => {
    expect(priceWords({ priceCents: null, currency: 'EUR' }, 'en')).toBeNull();
  });
});

describe('productNews', () => {
  const asked: ProductFace = { name: 'Cup', imageUrl: null, priceCents: 1450, currency: 'EUR' };
  const now = (changes: Partial<SessionProduct>): SessionProduct => ({
    ...asked,
    id: 'p1',
    active: true,
    changes: [],
    ...changes,
  });
  const about = (product: SessionProduct | null, productAsked: ProductFace | null = asked) =>
    productNews(sampleSession({ product, productAsked }), ANNA, 'en');

  it('is null where there is no product', () => {
    expect(about(null, null)).toBeNull();
  });

  it('has no heading while nothing has changed', () => {
    expect(about(now({}))).toEqual({ face: now({}), id: 'p1', heading: null, changes: [] });
  });

  it('says what changed, once', () => {
    const product = now({
      name: 'Large cup',
      priceCents: 1520,
      currency: 'USD',
      active: false,
      changes: ['name', 'image_url', 'price_cents', 'currency', 'active'],
    });
    expect(about(product)).toMatchObject({
      heading: 'Changed since you asked',
      changes: [
        'It was called “Cup”.',
        'The picture is another one.',
        'The price was €14.50, now $15.20.',
        'It is no longer on offer.',
      ],
    });
  });

  it('speaks of the buyer to everybody else', () => {
    const session = sampleSession({
      product: now({ active: false, changes: ['active'] }),
      productAsked: asked,
    });
    expect(productNews(session, BEN, 'en')?.heading).toBe('Changed since the buyer asked');
  });

  it('keeps what a product was that is gone', () => {
    expect(about(null)).toMatchObject({
      face: asked,
      id: null,
      changes: ['It is no longer there.'],
    });
  });
});
