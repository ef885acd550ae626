import type { ReactNode } from 'react';

/** Named values, each on a line of its own. */
export const Facts = ({ of: facts }: { of: Readonly<Record<string, ReactNode>> }) => (
  <dl className="grid grid-cols-[auto_1fr] gap-x-4">
    {Object.entries(facts).map(([name, value]) => (
      <div key={name} className="contents">
        <dt className="text-soft">{name}</dt>
        <dd className="min-w-0 wrap-anywhere tabular-nums">{value}</dd>
      </div>
    ))}
  </dl>
);

/** One thing out of several, with its facts. */
export const Card = (props: { title: string; children: ReactNode }) => (
  <li className="rounded-control border border-line p-2.5">
    <h3 className="truncate font-medium">
      <bdi>{props.title}</bdi>
    </h3>
    {props.children}
  </li>
);

export const Cards = ({ children }: { children: ReactNode }) => (
  <ul className="grid gap-2">{children}</ul>
);

export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="text-soft">{children}</p>
);

export const yesOrNo = (value: boolean): string => (value ? 'yes' : 'no');
