import { CircleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

/** A part of the app that this tab still asks for, but a deploy has replaced. */
const isOutdated = (error: unknown): boolean =>
  error instanceof Error &&
  /dynamically imported module|importing a module script|preload css/i.test(error.message);

/** The last resort: whatever breaks while drawing, the person gets a page and a way on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: unknown }> {
  override state: { error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    const outdated = isOutdated(error);
    return (
      <main className="flex h-dvh bg-canvas">
        <h1 className="sr-only">Chat</h1>
        <Notice
          alert
          icon={<CircleAlert size={22} />}
          title={outdated ? 'New version – reload' : 'Something went wrong'}
          action={
            <Button look="primary" onClick={() => window.location.reload()}>
              Reload
            </Button>
          }
        >
          {outdated
            ? 'The chat was updated while this tab was open.'
            : 'Reloading brings you back to where you were.'}
        </Notice>
      </main>
    );
  }
}
