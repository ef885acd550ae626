import { useSyncExternalStore } from 'react';
import { SettingsPage } from '../features/settings/settings-page.tsx';
import { Choice } from '../ui/choice.tsx';
import { links } from './links.ts';
import { currentTheme, onTheme, setTheme } from './theme.ts';
import { themes } from './themes.tsx';

/** The settings, with those of the frame itself. */
export default function SettingsScreen() {
  const theme = useSyncExternalStore(onTheme, currentTheme);
  return (
    <SettingsPage backHref={links.home()} reportsHref={links.myReports()}>
      <Choice label="Theme" value={theme} options={themes} onChange={setTheme} />
    </SettingsPage>
  );
}
