import type { ReactNode } from 'react';

/** Fills a pane that has nothing else to show: empty, failed, not found. */
export function Notice(props: {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** True when it reports a failure that should be spoken at once. */
  alert?: boolean;
}) {
  return (
    <div
      role={props.alert === true ? 'alert' : undefined}
      className="m-auto grid max-w-80 animate-appear justify-items-center gap-3 px-6 py-10 text-center"
    >
      <span
        aria-hidden="true"
        className="grid size-12 place-items-center rounded-full bg-tint text-accent"
      >
        {props.icon}
      </span>
      <div className="grid gap-1">
        <p className="text-title font-semibold">{props.title}</p>
        {props.children !== undefined && <p className="text-soft">{props.children}</p>}
      </div>
      {props.action}
    </div>
  );
}
