/** The popover that asks for a date, in a file of its own: few visits open it. */
export const loadDateJump = () => import('./date-jump.tsx');
