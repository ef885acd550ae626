import { MessagesSquare } from 'lucide-react';
import type { ReactNode } from 'react';

/** The frame around the forms for people who are signed out. */
export const AuthCard = (props: { title: string; children: ReactNode; footer: ReactNode }) => (
  <main className="flex min-h-dvh flex-col items-center overflow-y-auto bg-sunken px-[max(1.25rem,env(safe-area-inset-left))] py-10">
    <div className="m-auto grid w-full max-w-96 gap-6">
      <div className="grid justify-items-center gap-3">
        <span
          aria-hidden="true"
          className="grid size-12 place-items-center rounded-bubble bg-accent text-on-accent"
        >
          <MessagesSquare size={24} />
        </span>
        <h1 className="text-xl font-semibold">{props.title}</h1>
      </div>
      <div className="grid gap-5 rounded-bubble border border-line bg-canvas p-6">
        {props.children}
      </div>
      <p className="text-center text-soft">{props.footer}</p>
    </div>
  </main>
);

/** What went wrong, spoken at once. Takes no room while there is nothing to say. */
export const FormError = ({ text }: { text: string | null }) => (
  <div role="alert" className="empty:hidden">
    {text !== null && (
      <p className="animate-appear rounded-control bg-danger-tint px-3 py-2 text-meta text-danger">
        {text}
      </p>
    )}
  </div>
);
