import {
  CalendarClock,
  CalendarX,
  Check,
  CircleCheck,
  CircleX,
  Clock,
  LogOut,
  Play,
  Star,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Offer } from '../../core/lifecycle-offers.ts';

const SIZE = 16;

/** What stands before an offer in the menu. */
export const offerIcons: Readonly<Record<Offer, ReactNode>> = {
  accept: <Check size={SIZE} />,
  decline: <X size={SIZE} />,
  withdraw: <CircleX size={SIZE} />,
  cancel: <CalendarX size={SIZE} />,
  start: <Play size={SIZE} />,
  complete: <CircleCheck size={SIZE} />,
  end: <CircleX size={SIZE} />,
  move: <CalendarClock size={SIZE} />,
  askForTime: <Clock size={SIZE} />,
  giveTime: <Clock size={SIZE} />,
  refuseTime: <X size={SIZE} />,
  rate: <Star size={SIZE} />,
  leave: <LogOut size={SIZE} />,
};
