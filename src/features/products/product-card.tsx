import { Package } from 'lucide-react';
import { Link } from 'wouter';
import type { Product } from '../../core/people.ts';
import { priceWords } from '../../core/people-words.ts';
import { readerLocale } from '../../lib/locale.ts';

/** A product in the list. Its picture lies with the supplier, whom a look at the list should not tell. */
export function ProductCard({ product, href }: { product: Product; href: string }) {
  return (
    <li className="[contain-intrinsic-size:auto_76px] [content-visibility:auto]">
      <Link
        href={href}
        className="flex min-h-19 items-center gap-3 rounded-bubble border border-line bg-raised p-3 -outline-offset-2 hover:bg-hover"
      >
        <span
          aria-hidden="true"
          className="grid size-11 shrink-0 place-items-center rounded-control bg-tint text-accent"
        >
          <Package size={20} />
        </span>
        <span className="min-w-0 grow leading-snug">
          <bdi className="line-clamp-2 font-medium wrap-anywhere">{product.name}</bdi>
          <span className="block truncate text-meta text-soft">
            <span className="sr-only">, by </span>
            <bdi>{product.supplier.fullName}</bdi>
          </span>
        </span>
        <span className="shrink-0 font-medium tabular-nums">
          <span className="sr-only">, </span>
          {priceWords(product, readerLocale())}
        </span>
      </Link>
    </li>
  );
}
