import type { NamedPerson } from './reports.ts';

/** A limit or time that admins change while the product runs. Times are epoch milliseconds. */
export interface Setting {
  readonly key: string;
  /** Whole numbers, counted in `unit`. */
  readonly value: number;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  /** What it counts: `seconds`, `messages` … */
  readonly unit: string;
  readonly description: string;
  readonly lastChange: SettingChange | null;
}

export interface SettingChange {
  readonly from: number;
  readonly to: number;
  readonly by: NamedPerson;
  readonly at: number;
}

/** What admins ask about limits and times, and how they change them. */
export interface LimitQuestions {
  readonly settings: () => Promise<readonly Setting[]>;
  /**
   * Changes a setting that was `expected` until now. `Conflict` with the code `stale` if another admin
   * was faster; repeating it changes nothing.
   */
  readonly setSetting: (key: string, value: number, expected: number) => Promise<Setting>;
  /** All changes of one setting that are known, newest first. */
  readonly settingHistory: (key: string) => Promise<readonly SettingChange[]>;
}
