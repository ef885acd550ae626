import { MailCheck } from 'lucide-react';
import { Notice } from '../../ui/notice.tsx';

/** The button that had the focus is gone: it goes to what took its place, which is then read out. */
const takeFocus = (element: HTMLElement | null): void => element?.focus();

/** The account is made; where the project asks for it, its owner first follows a link. */
export const ConfirmEmail = ({ email }: { email: string }) => (
  <div role="status" tabIndex={-1} ref={takeFocus} className="outline-none">
    <Notice icon={<MailCheck size={22} />} title="Look into your inbox">
      We sent a link to{' '}
      <bdi className="inline-block max-w-full font-medium wrap-anywhere text-ink">{email}</bdi>.
      Follow it to finish, then sign in.
    </Notice>
  </div>
);
