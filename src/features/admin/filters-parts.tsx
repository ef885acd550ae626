import { SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';

/** Opens what else can be asked for, and says how much of it is in use. */
export const FiltersButton = (props: {
  count: number;
  /** They open over the page. */
  phone: boolean;
  opened: boolean;
  onToggle: () => void;
}) => (
  <Button
    size="large"
    className="gap-2"
    {...(props.phone ? { 'aria-haspopup': 'dialog' } : { 'aria-expanded': props.opened })}
    onClick={props.onToggle}
  >
    <SlidersHorizontal size={16} aria-hidden="true" />
    Filters
    {props.count > 0 && (
      <span className="rounded-full bg-accent px-1.5 text-meta text-on-accent">
        {props.count}
        <span className="sr-only"> in use</span>
      </span>
    )}
  </Button>
);

/** The filters where there is little room; they count at once, and `action` goes back to what they find. */
export const FiltersDialog = (props: {
  action: string;
  onClose: () => void;
  children: ReactNode;
}) => (
  <Dialog title="Filters" onClose={props.onClose}>
    <div className="min-h-0 overflow-y-auto p-5 scroll-quiet">{props.children}</div>
    <div className="grid shrink-0 border-t border-line p-3">
      <Button look="primary" size="large" onClick={props.onClose}>
        {props.action}
      </Button>
    </div>
  </Dialog>
);
