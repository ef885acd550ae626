import { Unplug } from 'lucide-react';
import { Notice } from '../ui/notice.tsx';

/** Shown instead of the app when its settings keep it from starting at all. */
const Fault = ({ message }: { message: string }) => (
  <main className="flex h-dvh bg-canvas">
    <h1 className="sr-only">Chat</h1>
    <Notice alert icon={<Unplug size={22} />} title="The chat is not set up correctly">
      {message}
    </Notice>
  </main>
);

export default Fault;
