import { clsx } from 'clsx';
import type { ComponentProps } from 'react';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  outline: 'border border-line bg-raised text-ink hover:bg-hover',
  quiet: 'text-ink hover:bg-hover',
  link: 'text-accent underline-offset-2 hover:underline',
  /** Does at once what cannot be undone. */
  destructive: 'border border-danger bg-raised text-danger hover:bg-danger-tint',
  danger: 'text-danger underline-offset-2 hover:underline',
} as const;

const sizes = {
  /** Grows to a finger's size where fingers are used. */
  normal: 'h-9 gap-2 px-3.5 pointer-coarse:h-11',
  small: 'touch-taller h-8 px-3 text-meta pointer-coarse:h-10',
  large: 'h-11 px-4',
  icon: 'size-9 pointer-coarse:size-11',
  square: 'size-11',
  tool: 'size-8 pointer-coarse:size-11',
  /** Within a line of small text; the height is the line's, the target a little more, or a finger's. */
  inline:
    'relative text-meta after:absolute after:-inset-x-1 after:-inset-y-1.5 pointer-coarse:after:-inset-y-3',
} as const;

interface ButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof looks;
  size?: keyof typeof sizes;
}

export function Button({ look = 'outline', size = 'normal', className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      className={clsx(
        'inline-flex shrink-0 cursor-pointer items-center justify-center rounded-control font-medium transition-colors select-none',
        'disabled:cursor-default disabled:opacity-55 aria-disabled:cursor-default aria-disabled:opacity-55',
        looks[look],
        sizes[size],
        className,
      )}
      {...rest}
    />
  );
}
