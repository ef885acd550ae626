import { cloneElement, Suspense, useState, type ReactElement, type ReactNode } from 'react';

type Trigger = ReactElement<{ onClick?: () => void }>;

/**
 * A button with a menu or a popover whose code is fetched when it is first pressed. `children` gets
 * the button and hangs on it what is open as soon as it mounts.
 */
export function OnDemand(props: {
  trigger: Trigger;
  onOpen?: () => void;
  children: (trigger: Trigger) => ReactNode;
}) {
  const [opened, setOpened] = useState(false);
  const open = (): void => {
    setOpened(true);
    props.onOpen?.();
  };
  if (!opened) return cloneElement(props.trigger, { onClick: open });
  return <Suspense fallback={props.trigger}>{props.children(props.trigger)}</Suspense>;
}
