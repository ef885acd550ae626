import { Keyboard, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { me } from '../core/selectors.ts';
import { roleWords } from '../core/session-words.ts';
import { useActions, useChat } from '../store/hooks.ts';
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuLine } from '../ui/menu.tsx';
import { currentTheme, onTheme, setTheme } from './theme.ts';

const themes = [
  { value: 'system', text: 'System', icon: <Monitor size={16} /> },
  { value: 'light', text: 'Light', icon: <Sun size={16} /> },
  { value: 'dark', text: 'Dark', icon: <Moon size={16} /> },
] as const;

/** Who is signed in, the theme, and the way out. */
export default function AccountMenu(props: { trigger: ReactNode; onShortcuts: () => void }) {
  const { trigger, onShortcuts } = props;
  const person = useChat(me);
  const { signOut } = useActions();
  const theme = useSyncExternalStore(onTheme, currentTheme);
  return (
    <Menu trigger={trigger}>
      {person !== null && (
        <MenuHeading>
          <span className="block font-medium">
            <bdi>{person.fullName}</bdi>
          </span>
          <span className="block text-meta text-soft">
            {person.email} · {roleWords[person.role]}
          </span>
        </MenuHeading>
      )}
      <MenuLine />
      <MenuChoice label="Theme" value={theme} options={themes} onChange={setTheme} />
      <MenuLine />
      <MenuItem icon={<Keyboard size={16} />} onSelect={onShortcuts}>
        Keyboard shortcuts
      </MenuItem>
      <MenuItem icon={<LogOut size={16} />} onSelect={() => void signOut()}>
        Sign out
      </MenuItem>
    </Menu>
  );
}
