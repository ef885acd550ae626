import type { MarkedText } from '../../core/search-terms.ts';

/** Text with what was looked for set off. */
export function Marked({ parts }: { parts: readonly MarkedText[] }) {
  return (
    <bdi>
      {parts.map(({ text, hit }, index) =>
        hit ? (
          <mark key={index} className="rounded-xs bg-own font-semibold text-ink">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </bdi>
  );
}
