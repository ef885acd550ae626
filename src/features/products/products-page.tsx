import { PackageSearch } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { MAX_QUERY_CHARACTERS } from '../../core/people.ts';
import { usePeople } from '../../store/use-people.ts';
import { ListEnd } from '../../ui/list-end.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { usePages } from '../../ui/use-pages.ts';
import { useSettled } from '../../ui/use-settled.ts';
import { ProductCard } from './product-card.tsx';

/** How long somebody must have stopped typing before the server is asked. */
const TYPING_PAUSE_MS = 200;

interface ProductsPageProps {
  backHref: string;
  /** Of this supplier only; null for everybody's. */
  supplierId: string | null;
  /** Everybody's products. */
  allHref: string;
  productHref: (productId: string) => string;
}

/** What suppliers offer, by name. Mounted anew for each supplier. */
export default function ProductsPage(props: ProductsPageProps) {
  const { backHref, supplierId, allHref, productHref } = props;
  const [text, setText] = useState('');
  const settled = useSettled(text, TYPING_PAUSE_MS);
  const ask = usePeople();
  const pages = usePages(
    (cursor) => ask((people) => people.findProducts({ text: settled, supplierId }, cursor)),
    settled,
  );
  const { items, error, busy } = pages;
  const supplier = supplierId === null ? null : (items?.[0]?.supplier.fullName ?? null);
  return (
    <PageFrame title="Products" backHref={backHref}>
      <search aria-label="Products" className="mx-auto grid w-full max-w-180 gap-2 p-4 pb-2">
        <SearchField
          label="Search products"
          placeholder="Name of a product"
          value={text}
          maxLength={MAX_QUERY_CHARACTERS}
          onChange={setText}
        />
        {supplierId !== null && (
          <p className="text-meta text-soft">
            {supplier === null ? (
              'Of one supplier.'
            ) : (
              <>
                Of <bdi>{supplier}</bdi>.
              </>
            )}{' '}
            <Link href={allHref} className="font-medium text-accent hover:underline">
              Show everybody’s
            </Link>
          </p>
        )}
      </search>
      {items === null && error === null && <ProductsSkeleton />}
      {items === null && error !== null && (
        <LoadFailure title="The products did not load" message={error} onRetry={pages.retry} />
      )}
      {items?.length === 0 && !busy && error === null && (
        <Notice
          icon={<PackageSearch size={22} />}
          title={settled.trim() === '' ? 'No products yet' : 'No product is called that'}
        >
          {settled.trim() === ''
            ? 'They appear here once a supplier offers them.'
            : 'Try other words, or fewer of them.'}
        </Notice>
      )}
      {items !== null && (
        <ul
          aria-label="Products"
          aria-busy={busy}
          className="mx-auto grid w-full max-w-180 grid-cols-1 gap-2 p-4 pt-1"
        >
          {items.map((product) => (
            <ProductCard key={product.id} product={product} href={productHref(product.id)} />
          ))}
        </ul>
      )}
      <ListEnd pages={pages} />
    </PageFrame>
  );
}

const ProductsSkeleton = () => (
  <div role="status" className="mx-auto grid w-full max-w-180 gap-2 p-4 pt-1">
    <span className="sr-only">Loading products</span>
    {[0, 1, 2, 3, 4, 5].map((row) => (
      <div key={row} className="flex h-19 items-center gap-3 rounded-bubble border border-line p-3">
        <Skeleton className="size-11 shrink-0" />
        <span className="grid grow gap-2">
          <Skeleton className="h-3.5 w-3/5" />
          <Skeleton className="h-3 w-1/4" />
        </span>
      </div>
    ))}
  </div>
);
