import { Button } from '../../ui/button.tsx';
import { useBrowserPermission } from '../../ui/use-browser-permission.ts';

/** Whether this browser takes part in what is chosen for browsers, and how to let it. */
export function NotificationsBrowser() {
  const { permission, ask } = useBrowserPermission();
  if (permission === 'granted') return null;
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 rounded-control bg-tint px-3 py-2.5 text-meta">
      <p className="min-w-0 grow basis-64">
        {permission === 'undecided' && 'This browser shows no notifications until you allow it.'}
        {permission === 'denied' &&
          'This browser is set to block notifications of this site. That can be changed beside its address.'}
        {permission === 'unsupported' && 'This browser cannot show notifications.'}
      </p>
      {permission === 'undecided' && (
        <Button size="small" onClick={() => void ask()}>
          Allow in this browser
        </Button>
      )}
    </div>
  );
}
