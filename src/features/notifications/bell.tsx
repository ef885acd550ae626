import { lazy, Suspense, useState } from 'react';
import { BellButton } from './bell-button.tsx';
import type { CentreProps } from './centre.tsx';

const loadCentre = () => import('./centre.tsx');
const Centre = lazy(loadCentre);

/** Fetches what the bell opens, so that it opens at once. */
export const prefetchCentre = (): Promise<unknown> => loadCentre();

/** Opens what the person was told, or goes to the page of it where there is no room for both. */
export function NotificationBell(
  props: Omit<CentreProps, 'trigger'> & { phone: boolean; onPage: () => void },
) {
  const { phone, onPage, ...rest } = props;
  const [opened, setOpened] = useState(false);
  if (phone) return <BellButton onClick={onPage} />;
  if (!opened) {
    return (
      <BellButton aria-haspopup="dialog" aria-expanded={false} onClick={() => setOpened(true)} />
    );
  }
  return (
    <Suspense fallback={<BellButton aria-haspopup="dialog" />}>
      <Centre trigger={<BellButton />} {...rest} />
    </Suspense>
  );
}
