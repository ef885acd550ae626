import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Spinner } from './spinner.tsx';
import type { Answer } from './use-answer.ts';

/** Shows an answer when it is there; until then that it is on its way, or why it will not come. */
export function Answered<T>(props: {
  answer: Answer<T>;
  /** What is being waited for, for people who listen. */
  label: string;
  onRetry: () => void;
  children: (value: T) => ReactNode;
}) {
  const { answer } = props;
  switch (answer.status) {
    case 'ready':
      return props.children(answer.value);
    case 'waiting':
      return (
        <div className="grid h-24 place-items-center">
          <Spinner label={props.label} />
        </div>
      );
    case 'failed':
      return (
        <div className="grid justify-items-center gap-3 p-6 text-center">
          <p role="alert">{answer.message}</p>
          <Button onClick={props.onRetry}>Try again</Button>
        </div>
      );
  }
}
