import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { Notice } from '../ui/notice.tsx';
import { links } from './links.ts';

/** An address that leads nowhere. */
const NotFound = () => (
  <main className="flex h-dvh bg-canvas">
    <h1 className="sr-only">Chat</h1>
    <NothingHere />
  </main>
);

/** The same beside the list. */
export const NothingHere = () => (
  <Notice
    icon={<Compass size={22} />}
    title="There is nothing here"
    action={
      <Link href={links.home()} className="font-medium text-accent hover:underline">
        Go to your sessions
      </Link>
    }
  >
    The address may be mistyped or out of date.
  </Notice>
);

export default NotFound;
