import { MailCheck, MailQuestion, MailX } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import { toChatError } from '../../core/errors.ts';
import { useActions } from '../../store/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/failure.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useDeed } from '../../ui/use-deed.ts';

const ICON_SIZE = 22;
const TOKEN = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * Where the link at the end of every mail leads. Nothing happens before the button is pressed: mail
 * programs and virus scanners follow links to look at them.
 * @param token of the link; it says whose mails, and whoever has it may stop them, signed in or not
 */
export default function UnsubscribePage(props: { token: string; settingsHref: string }) {
  const { token } = props;
  const { unsubscribe } = useActions();
  const deed = useDeed();
  const [state, setState] = useState<'asking' | 'done' | 'invalid'>(
    TOKEN.test(token) ? 'asking' : 'invalid',
  );

  async function stop(): Promise<void> {
    try {
      await unsubscribe(token);
    } catch (thrown) {
      if (toChatError(thrown).kind !== 'NotFound') throw thrown;
      setState('invalid');
      return;
    }
    setState('done');
  }

  const settings = (
    <Link href={props.settingsHref} className="font-medium text-accent hover:underline">
      Go to the settings
    </Link>
  );
  switch (state) {
    case 'asking':
      return (
        <Notice
          icon={<MailQuestion size={ICON_SIZE} />}
          title="Stop e-mails?"
          action={
            <>
              <Button look="primary" aria-disabled={deed.busy} onClick={() => deed.run(stop)}>
                Stop e-mails
              </Button>
              <Failure>{deed.failure}</Failure>
            </>
          }
        >
          You will get no more e-mails about what you have not read. The chat goes on showing it.
        </Notice>
      );
    case 'done':
      return (
        <Notice
          alert
          icon={<MailCheck size={ICON_SIZE} />}
          title="E-mails are stopped"
          action={settings}
        >
          You can have them again at any time.
        </Notice>
      );
    case 'invalid':
      return (
        <Notice
          alert
          icon={<MailX size={ICON_SIZE} />}
          title="This link is not valid"
          action={settings}
        >
          It may have been cut off. E-mails can be stopped in the settings, too.
        </Notice>
      );
  }
}
