import type { ReactNode } from 'react';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { menuContainer, type ActionTarget } from './action-target.ts';
import { useMoreItems } from './more-items.tsx';

interface MoreMenuProps {
  target: ActionTarget;
  trigger: ReactNode;
  onOpenChange: (open: boolean) => void;
}

/** What is done with a message less often; open when it mounts. */
export default function MoreMenu({ target, trigger, onOpenChange }: MoreMenuProps) {
  const items = useMoreItems(target);
  return (
    <Menu trigger={trigger} container={menuContainer()} onOpenChange={onOpenChange}>
      {items.map(({ key, text, icon, disabled = false, onSelect }) => (
        <MenuItem key={key} icon={icon} disabled={disabled} onSelect={onSelect}>
          {text}
        </MenuItem>
      ))}
    </Menu>
  );
}
