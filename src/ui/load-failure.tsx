import { CircleAlert } from 'lucide-react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

/** In the place of what did not load: why, and the way to try again. */
export const LoadFailure = (props: { title: string; message: string; onRetry: () => void }) => (
  <Notice
    alert
    icon={<CircleAlert size={22} />}
    title={props.title}
    action={<Button onClick={props.onRetry}>Try again</Button>}
  >
    {props.message}
  </Notice>
);
