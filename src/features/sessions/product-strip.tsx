import { ChevronDown, Package } from 'lucide-react';
import { Link } from 'wouter';
import { priceWords, productNews } from '../../core/people-words.ts';
import { me } from '../../core/selectors.ts';
import { readerLocale } from '../../lib/locale.ts';
import { useChat } from '../../store/hooks.ts';
import { Popover } from '../../ui/popover.tsx';

interface ProductStripProps {
  sessionId: string;
  productHref: (productId: string) => string;
}

/** What a conversation is about: the product as it is now, and what has changed since it was asked about. */
export default function ProductStrip({ sessionId, productHref }: ProductStripProps) {
  const session = useChat((state) => state.sessions[sessionId]);
  const myId = useChat((state) => me(state)?.id ?? '');
  const news = session === undefined ? null : productNews(session, myId, readerLocale());
  if (news === null) return null;
  const { face, id, heading, changes } = news;
  return (
    <section
      aria-label="Product"
      className="flex h-13 shrink-0 items-center gap-3 border-b border-line bg-raised pr-2 pl-5 max-pane:pl-4"
    >
      <span
        aria-hidden="true"
        className="grid size-8 shrink-0 place-items-center rounded-control bg-tint text-accent"
      >
        <Package size={16} />
      </span>
      <div className="min-w-0 grow leading-tight">
        {id === null ? (
          <bdi className="block truncate font-medium">{face.name}</bdi>
        ) : (
          <Link href={productHref(id)} className="block truncate font-medium hover:underline">
            <bdi>{face.name}</bdi>
          </Link>
        )}
        <p className="truncate text-meta text-soft tabular-nums">
          {priceWords(face, readerLocale())}
        </p>
      </div>
      {heading !== null && (
        <Popover
          label={heading}
          trigger={
            <button
              type="button"
              className="flex h-8 shrink-0 cursor-pointer items-center gap-1 rounded-full bg-tint pr-2 pl-3 text-meta font-medium text-accent hover:bg-hover pointer-coarse:h-10"
            >
              <span className="max-pane:sr-only">{heading}</span>
              <span aria-hidden="true" className="pane:hidden">
                Changed
              </span>
              <ChevronDown size={14} aria-hidden="true" />
            </button>
          }
        >
          <p className="font-medium">{heading}</p>
          <ul className="grid gap-1">
            {changes.map((change) => (
              <li key={change} className="wrap-anywhere">
                {change}
              </li>
            ))}
          </ul>
        </Popover>
      )}
    </section>
  );
}
