import type { PresenceChoice } from '../core/model.ts';
import type { Stop } from '../lib/stop.ts';

/** Facts of the browser that the engine acts on; replaced by a plain object in tests. */
export interface Environment {
  online(): boolean;
  visible(): boolean;
  /** Calls back whenever `online()` or `visible()` may have changed. */
  onChange(listener: () => void): Stop;
  /** Tells the other tabs of this browser that one is in view at `at` (epoch ms). */
  noteVisible(at: number): void;
  /** When a tab of this browser was last in view, as far as is known; 0 for never. */
  lastVisibleAt(): number;
  /** Calls back whenever the person does something with this tab: often. */
  onInput(listener: () => void): Stop;
  /** What the person last chose on this device; `online` if that is not known. */
  presenceChoice(userId: string): PresenceChoice;
  keepPresenceChoice(userId: string, choice: PresenceChoice): void;
  /** What this device is called in the list of a person's devices. */
  readonly deviceName: string;
}

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'Mac'],
  [/Windows/, 'Windows'],
  [/Linux/, 'Linux'],
];

/** “Firefox on Windows”: enough for a person to recognise their device. */
export function describeDevice(userAgent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Browser';
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}

const VISIBLE_KEY = 'chat.visible-at';
const choiceKey = (userId: string): string => `chat.presence.${userId}`;
const INPUTS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

export function browserEnvironment(window: Window): Environment {
  const { document, navigator } = window;
  return {
    online: () => navigator.onLine,
    visible: () => document.visibilityState === 'visible',
    onChange: (listener) => {
      window.addEventListener('online', listener);
      window.addEventListener('offline', listener);
      document.addEventListener('visibilitychange', listener);
      return () => {
        window.removeEventListener('online', listener);
        window.removeEventListener('offline', listener);
        document.removeEventListener('visibilitychange', listener);
      };
    },
    noteVisible: (at) => {
      try {
        window.localStorage.setItem(VISIBLE_KEY, String(at));
      } catch {
        // Full or forbidden: then each tab speaks for itself.
      }
    },
    lastVisibleAt: () => {
      try {
        return Number(window.localStorage.getItem(VISIBLE_KEY) ?? 0);
      } catch {
        return 0;
      }
    },
    onInput: (listener) => {
      const options = { capture: true, passive: true };
      for (const input of INPUTS) window.addEventListener(input, listener, options);
      return () => {
        for (const input of INPUTS) window.removeEventListener(input, listener, options);
      };
    },
    presenceChoice: (userId) => {
      try {
        const kept = window.localStorage.getItem(choiceKey(userId));
        return kept === 'away' || kept === 'busy' ? kept : 'online';
      } catch {
        return 'online';
      }
    },
    keepPresenceChoice: (userId, choice) => {
      try {
        window.localStorage.setItem(choiceKey(userId), choice);
      } catch {
        // Full or forbidden: the choice holds until the page is left.
      }
    },
    deviceName: describeDevice(navigator.userAgent),
  };
}
