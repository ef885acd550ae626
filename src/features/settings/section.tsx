import type { ReactNode } from 'react';

/** A part of the settings with its own heading. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid grid-cols-1 gap-4 border-t border-line pt-6">
      <h3 className="text-title font-semibold">{title}</h3>
      {children}
    </section>
  );
}
