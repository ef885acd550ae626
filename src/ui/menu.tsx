import { Check } from 'lucide-react';
import {
  Content,
  Item,
  ItemIndicator,
  Label,
  Portal,
  RadioGroup,
  RadioItem,
  Root,
  Separator,
  Trigger,
} from 'radix-ui/dropdown-menu';
import type { ReactNode } from 'react';

const itemClass =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 outline-none select-none data-disabled:cursor-default data-disabled:opacity-55 data-highlighted:bg-hover pointer-coarse:h-11';

interface MenuProps {
  trigger: ReactNode;
  children: ReactNode;
  /** Where it is drawn; without it in place, so that it belongs to the landmark of its button. */
  container?: HTMLElement | null;
  onOpenChange?: (open: boolean) => void;
}

/** A menu that is open when it mounts and hangs on `trigger`, which must be a button. */
export function Menu({ trigger, children, container = null, onOpenChange }: MenuProps) {
  const content = (
    <Content
      align="end"
      sideOffset={6}
      collisionPadding={8}
      className="z-50 max-w-[calc(100vw-1rem)] min-w-56 animate-appear rounded-bubble border border-line bg-raised p-1.5 shadow-float"
    >
      {children}
    </Content>
  );
  return (
    <Root defaultOpen modal={false} {...(onOpenChange === undefined ? {} : { onOpenChange })}>
      <Trigger asChild>{trigger}</Trigger>
      {container === null ? content : <Portal container={container}>{content}</Portal>}
    </Root>
  );
}

export function MenuItem(props: {
  icon: ReactNode;
  onSelect: () => void;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <Item className={itemClass} onSelect={props.onSelect} disabled={props.disabled ?? false}>
      <span aria-hidden="true" className="text-soft">
        {props.icon}
      </span>
      {props.children}
    </Item>
  );
}

/** One choice out of several, each with its own icon. */
export function MenuChoice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { value: T; text: string; icon: ReactNode }[];
  onChange: (value: T) => void;
}) {
  return (
    <RadioGroup
      aria-label={props.label}
      value={props.value}
      onValueChange={(value) => props.onChange(value as T)}
    >
      <Label className="px-2.5 pt-1.5 pb-1 text-meta text-soft">{props.label}</Label>
      {props.options.map((option) => (
        <RadioItem
          key={option.value}
          value={option.value}
          className={itemClass}
          // Stays open: the person sees the theme change and may try the next one.
          onSelect={(event) => event.preventDefault()}
        >
          <span aria-hidden="true" className="text-soft">
            {option.icon}
          </span>
          {option.text}
          <ItemIndicator className="ml-auto text-accent">
            <Check size={16} aria-hidden="true" />
          </ItemIndicator>
        </RadioItem>
      ))}
    </RadioGroup>
  );
}

export const MenuLine = () => <Separator className="-mx-1.5 my-1.5 h-px bg-line" />;

export const MenuHeading = ({ children }: { children: ReactNode }) => (
  <Label className="px-2.5 py-1.5 wrap-anywhere">{children}</Label>
);
