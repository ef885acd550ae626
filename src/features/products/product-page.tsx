import { ExternalLink, Package, PackageX } from 'lucide-react';
import { Link } from 'wouter';
import { nullIfNotFound } from '../../core/null-if-not-found.ts';
import type { Product } from '../../core/people.ts';
import { priceWords } from '../../core/people-words.ts';
import { me } from '../../core/selectors.ts';
import { readerLocale } from '../../lib/locale.ts';
import { timeWords } from '../../lib/time-words.ts';
import { useChat } from '../../store/hooks.ts';
import { usePeople } from '../../store/use-people.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { LoadFailure } from '../../ui/load-failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useAnswer } from '../../ui/use-answer.ts';
import { useDeed } from '../../ui/use-deed.ts';
import { useNow } from '../../ui/use-now.ts';

const MINUTE_MS = 60_000;

interface ProductPageProps {
  productId: string;
  backHref: string;
  personHref: (userId: string) => string;
  onOpen: (sessionId: string) => void;
}

/** One product, and the way to its supplier. */
export default function ProductPage(props: ProductPageProps) {
  const { productId, backHref } = props;
  const ask = usePeople();
  const [answer, again] = useAnswer(
    () => ask((people) => people.productOf(productId)).catch(nullIfNotFound),
    productId,
  );
  return (
    <PageFrame title="Product" backHref={backHref} backLabel="Back to products" deep>
      {answer.status === 'waiting' && (
        <div role="status" className="mx-auto grid w-full max-w-180 gap-4 p-5">
          <span className="sr-only">Loading the product</span>
          <Skeleton className="size-16" />
          <Skeleton className="h-5 w-3/5" />
          <Skeleton className="h-4 w-1/5" />
          <Skeleton className="h-9 w-36" />
        </div>
      )}
      {answer.status === 'failed' && (
        <LoadFailure title="This product did not load" message={answer.message} onRetry={again} />
      )}
      {answer.status === 'ready' &&
        (answer.value === null ? (
          <Notice icon={<PackageX size={22} />} title="This product is not on offer">
            Its supplier took it back, or the address is mistyped.
          </Notice>
        ) : (
          <ProductBody {...props} product={answer.value} />
        ))}
    </PageFrame>
  );
}

function ProductBody(props: ProductPageProps & { product: Product }) {
  const { product, personHref, onOpen } = props;
  const { name, supplier, imageUrl } = product;
  const role = useChat((state) => me(state)?.role);
  const now = useNow(MINUTE_MS);
  return (
    <div className="mx-auto grid w-full max-w-180 gap-5 p-5">
      <div className="flex items-start gap-4">
        <span
          aria-hidden="true"
          className="grid size-16 shrink-0 place-items-center rounded-bubble bg-tint text-accent"
        >
          <Package size={28} />
        </span>
        <div className="min-w-0 grow">
          <h3 className="text-title font-semibold wrap-anywhere">
            <bdi>{name}</bdi>
          </h3>
          <p className="text-title tabular-nums">{priceWords(product, readerLocale())}</p>
          <p className="text-meta text-soft">
            {!product.active && 'No longer on offer · '}
            Updated {timeWords.ago(product.updatedAt, now)}
          </p>
        </div>
      </div>
      <Link
        href={personHref(supplier.id)}
        className="flex min-h-11 items-center gap-2.5 justify-self-start rounded-control pr-2 hover:underline"
      >
        <Avatar name={supplier.fullName} url={supplier.avatarUrl} size="small" />
        <span>
          <span className="sr-only">Supplier: </span>
          <bdi>{supplier.fullName}</bdi>
        </span>
      </Link>
      {role === 'buyer' && product.active && <AskButton product={product} onOpen={onOpen} />}
      {imageUrl !== null && (
        <p className="flex flex-wrap items-center gap-1 text-meta text-soft">
          {/* Shown only when it is asked for: whoever holds it hears who looks, and from where. */}
          <a
            href={imageUrl}
            target="_blank"
            rel="noreferrer noopener"
            className="flex items-center gap-1.5 font-medium text-accent hover:underline"
          >
            <ExternalLink size={14} aria-hidden="true" />
            Picture
          </a>
          on {new URL(imageUrl).host}
        </p>
      )}
    </div>
  );
}

function AskButton({ product, onOpen }: { product: Product; onOpen: (id: string) => void }) {
  const ask = usePeople();
  const deed = useDeed();
  const begin = (): void =>
    deed.run(async () => onOpen(await ask((people) => people.askSupplier(product))));
  return (
    <div className="grid gap-1.5">
      <Button
        look="primary"
        className="justify-self-start"
        aria-disabled={deed.busy}
        onClick={begin}
      >
        {deed.busy ? 'Opening…' : 'Ask the supplier'}
      </Button>
      <Failure>{deed.failure}</Failure>
    </div>
  );
}
