import { clsx } from 'clsx';

const tones = {
  online: 'bg-online',
  away: 'bg-away',
  busy: 'bg-busy',
  offline: 'bg-transparent',
} as const;

/** A dot for the corner of an avatar; what it means must also be said in text. */
export function StatusDot({ tone }: { tone: keyof typeof tones }) {
  if (tone === 'offline') return null;
  return (
    <span
      aria-hidden="true"
      className={clsx(
        'absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-canvas',
        tones[tone],
      )}
    />
  );
}
