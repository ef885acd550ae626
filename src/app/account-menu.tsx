import {
  Bell,
  Bookmark,
  Keyboard,
  LifeBuoy,
  LogOut,
  Package,
  Settings,
  ShieldCheck,
  Users,
} from 'lucide-react';
import { useSyncExternalStore, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { AppRole } from '../core/model.ts';
import { me } from '../core/selectors.ts';
import { roleWords } from '../core/session-words.ts';
import { useActions, useChat } from '../store/hooks.ts';
import { Menu, MenuChoice, MenuHeading, MenuItem, MenuLine } from '../ui/menu.tsx';
import { links } from './links.ts';
import { currentTheme, onTheme, setTheme } from './theme.ts';
import { themes } from './themes.tsx';

const mentors = { text: 'Mentors', href: links.mentors(), Icon: Users };
const products = { text: 'Products', href: links.products(), Icon: Package };
const help = { text: 'Help', href: links.help(), Icon: LifeBuoy };
const admin = { text: 'Admin', href: links.admin(), Icon: ShieldCheck };

/** Where people of each role have something to do. */
const places: Readonly<Record<AppRole, readonly (typeof mentors)[]>> = {
  student: [mentors, help],
  mentor: [mentors, help],
  buyer: [products, help],
  supplier: [products, help],
  admin: [admin, mentors, products],
};

/** Who is signed in, what is theirs, the theme, and the way out. */
export default function AccountMenu(props: { trigger: ReactNode; onShortcuts: () => void }) {
  const { trigger, onShortcuts } = props;
  const person = useChat(me);
  const { signOut } = useActions();
  const [, navigate] = useLocation();
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
      {places[person?.role ?? 'student'].map(({ text, href, Icon }) => (
        <MenuItem key={href} icon={<Icon size={16} />} onSelect={() => navigate(href)}>
          {text}
        </MenuItem>
      ))}
      <MenuItem icon={<Bell size={16} />} onSelect={() => navigate(links.notifications())}>
        Notifications
      </MenuItem>
      <MenuItem icon={<Bookmark size={16} />} onSelect={() => navigate(links.bookmarks())}>
        Bookmarks
      </MenuItem>
      <MenuItem icon={<Settings size={16} />} onSelect={() => navigate(links.settings())}>
        Settings
      </MenuItem>
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
