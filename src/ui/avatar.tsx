import { clsx } from 'clsx';
import { memo, useState } from 'react';

/** First letters of the first and the last word, as whole characters. */
function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toLocaleUpperCase() || '?';
}

const sizes = {
  small: 'size-7 text-[0.6875rem]',
  normal: 'size-10 text-[0.8125rem]',
  large: 'size-20 text-2xl',
} as const;

/** Decoration: the name stands beside it in text. Shows initials until, and unless, `url` loads. */
export const Avatar = memo(function Avatar(props: {
  name: string;
  url: string | null;
  size?: keyof typeof sizes;
}) {
  const { name, url, size = 'normal' } = props;
  const [broken, setBroken] = useState<string | null>(null);
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'relative grid shrink-0 place-items-center overflow-hidden rounded-full bg-own font-semibold text-accent select-none',
        sizes[size],
      )}
    >
      {initials(name)}
      {url !== null && broken !== url && (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          referrerPolicy="no-referrer"
          className="absolute inset-0 size-full object-cover"
          onError={() => setBroken(url)}
        />
      )}
    </span>
  );
});
