import { describe, expect, test } from 'vitest';
import { planAlerts, readAlong, type AlertFacts } from '../../../src/core/alert-rules.ts';
import type { Notification, NotificationSettings } from '../../../src/core/notifications.ts';
import { sampleNotification, sampleSettings } from '../../support/sample-notifications.ts';
import { NOON, SESSION, uuid } from '../../support/samples.ts';

const UTC = { ...sampleSettings, timezone: 'UTC' };
const OTHER = uuid(101);

const facts = (changes: Partial<AlertFacts> = {}): AlertFacts => ({
  settings: UTC,
  presence: 'online',
  now: NOON,
  visible: true,
  openSessionId: null,
  reading: null,
  seen: {},
  ...changes,
});
const settings = (changes: Partial<NotificationSettings>): Partial<AlertFacts> => ({
  settings: { ...UTC, ...changes },
});

const message = sampleNotification(1);
const reminder = sampleNotification(2, { type: 'reminder', lastSeq: null });
const urgent = sampleNotification(3, {
  type: 'system_announcement',
  sessionId: null,
  lastSeq: null,
  priority: 5,
});

/** What is told of the news, in short. */
const told = (news: readonly Notification[], changes: Partial<AlertFacts> = {}) => {
  const { toasts, browser, sound } = planAlerts(news, facts(changes));
  return { toasts: toasts.map(({ id }) => id), browser: browser.map(({ id }) => id), sound };
};
const nothing = { toasts: [], browser: [], sound: false };

test('in view there is a card with a sound; out of view the system tells as well', () => {
  expect(told([message])).toEqual({ toasts: [message.id], browser: [], sound: true });
  expect(told([message], { visible: false })).toEqual({
    toasts: [message.id],
    browser: [message.id],
    sound: true,
  });
});

test('silent, read and expired news is not told', () => {
  expect(told([{ ...message, silent: true, priority: 5 }])).toEqual(nothing);
  expect(told([{ ...message, isRead: true }])).toEqual(nothing);
  expect(told([{ ...message, expiresAt: NOON - 1 }])).toEqual(nothing);
});

describe('a session on screen', () => {
  test('that is being read tells nothing, whatever it is', () => {
    const reading = { openSessionId: SESSION, reading: SESSION };
    expect(told([message, reminder], reading)).toEqual(nothing);
    expect(told([{ ...reminder, sessionId: OTHER }], reading).toasts).toEqual([reminder.id]);
  });

  test('is not being read while no tab is in view', () => {
    const plan = told([message], { visible: false, openSessionId: SESSION, reading: SESSION });
    expect(plan.browser).toEqual([message.id]);
  });

  test('shows its messages itself to whoever has scrolled up, who hears them; the rest is told', () => {
    expect(told([message, reminder], { openSessionId: SESSION })).toEqual({
      toasts: [reminder.id],
      browser: [],
      sound: true,
    });
    expect(told([message], { openSessionId: SESSION })).toEqual({ ...nothing, sound: true });
  });

  test('what was seen in another tab is not told', () => {
    expect(told([message], { seen: { [SESSION]: 1 } })).toEqual(nothing);
    expect(told([{ ...message, lastSeq: 2 }], { seen: { [SESSION]: 1 } }).sound).toBe(true);
  });

  test('takes its other notifications along when it is read', () => {
    const items = [message, reminder, urgent, { ...reminder, id: uuid(9), isRead: true }];
    expect(readAlong(items, SESSION)).toEqual([reminder.id]);
    expect(readAlong(items, OTHER)).toEqual([]);
  });
});

describe('switches', () => {
  const channels = (inApp: boolean, browser: boolean) =>
    settings({
      channels: { ...UTC.channels, message_received: { inApp, browser, email: true } },
    });

  test('each channel of a type has its own', () => {
    expect(told([message], channels(false, true))).toEqual(nothing);
    expect(told([message], { ...channels(false, true), visible: false })).toEqual({
      toasts: [],
      browser: [message.id],
      sound: true,
    });
    expect(told([message], { ...channels(true, false), visible: false })).toEqual({
      toasts: [message.id],
      browser: [],
      sound: true,
    });
    expect(told([reminder], channels(false, false)).toasts).toEqual([reminder.id]);
  });

  test('a type that is not known is on', () => {
    const later = { ...reminder, type: 'from_a_later_server' };
    expect(told([later], { visible: false })).toMatchObject({
      toasts: [later.id],
      browser: [later.id],
    });
  });

  test('while they are unknown there are cards, and nothing that may be unwanted', () => {
    expect(told([message, urgent], { settings: null, visible: false })).toEqual({
      toasts: [message.id, urgent.id],
      browser: [],
      sound: false,
    });
  });

  test('without sound nothing sounds, not even what is urgent', () => {
    expect(told([urgent], settings({ sound: false }))).toEqual({
      toasts: [urgent.id],
      browser: [],
      sound: false,
    });
  });
});

describe('busy', () => {
  test('only what is urgent is told', () => {
    const busy = { presence: 'busy', visible: false } as const;
    expect(told([message, reminder], busy)).toEqual(nothing);
    expect(told([message, urgent], busy)).toEqual({
      toasts: [urgent.id],
      browser: [urgent.id],
      sound: true,
    });
  });
});

describe('quiet hours', () => {
  const quiet = settings({ quietFrom: '11:00', quietTo: '13:00' });

  test('leave cards alone; only what is urgent sounds or comes from the system', () => {
    expect(told([message], { ...quiet, visible: false })).toEqual({
      toasts: [message.id],
      browser: [],
      sound: false,
    });
    expect(told([message, urgent], { ...quiet, visible: false })).toEqual({
      toasts: [message.id, urgent.id],
      browser: [urgent.id],
      sound: true,
    });
  });

  test('begin with their first minute and end before their last', () => {
    const at = (time: string) =>
      told([message], { ...quiet, now: Date.parse(`2026-01-05T${time}Z`) });
    expect(at('10:59:59').sound).toBe(true);
    expect(at('11:00').sound).toBe(false);
    expect(at('12:59:59').sound).toBe(false);
    expect(at('13:00').sound).toBe(true);
  });

  test('may pass midnight', () => {
    const night = settings({ quietFrom: '20:00', quietTo: '06:30' });
    const at = (hours: number) =>
      told([message], { ...night, now: Date.UTC(2026, 0, 5, hours) }).sound;
    expect([19, 20, 23, 0, 6, 7].map(at)).toEqual([true, false, false, false, false, true]);
  });

  test('are by the clock of the zone that the person named', () => {
    // At noon UTC it is one at night in Auckland, which has summer in January.
    const hours = { quietFrom: '00:30', quietTo: '01:30' };
    const sounds = (timezone: string): boolean =>
      told([message], settings({ ...hours, timezone })).sound;
    expect(sounds('Pacific/Auckland')).toBe(false);
    expect(sounds('UTC')).toBe(true);
  });

  test('are by the profile’s zone where they name none', () => {
    const hours = { quietFrom: '00:30', quietTo: '01:30', timezone: null };
    const sounds = (profileTimezone: string): boolean =>
      told([message], settings({ ...hours, profileTimezone })).sound;
    expect(sounds('Pacific/Auckland')).toBe(false);
    expect(sounds('UTC')).toBe(true);
  });

  test('in a zone that the browser does not know they are by its own', () => {
    const here = new Date(NOON);
    const pad = (value: number) => String(value).padStart(2, '0');
    const from = `${pad(here.getHours())}:${pad(here.getMinutes())}`;
    const to = from === '00:00' ? '23:59' : '00:00';
    const odd = settings({ quietFrom: from, quietTo: to, timezone: 'Atlantis/Capital' });
    expect(told([message], odd).sound).toBe(false);
  });
});

describe('the night', () => {
  const at = (hours: number, changes: Partial<NotificationSettings> = {}) =>
    told([message], { ...settings(changes), now: Date.UTC(2026, 0, 5, hours) });

  test('without quiet hours it is from 22 to 7, and only the sound waits', () => {
    expect([21, 22, 3, 6, 7].map((hours) => at(hours).sound)).toEqual([
      true,
      false,
      false,
      false,
      true,
    ]);
    expect(told([message], { now: Date.UTC(2026, 0, 5, 3), visible: false }).browser).toEqual([
      message.id,
    ]);
  });

  test('is the quiet hours where there are some, and whoever wants sounds then has them', () => {
    const quiet = { quietFrom: '11:00', quietTo: '13:00' };
    expect(at(23, quiet).sound).toBe(true);
    expect(at(12, quiet).sound).toBe(false);
    expect(at(12, { ...quiet, soundAtNight: true }).sound).toBe(true);
    expect(at(23, { soundAtNight: true }).sound).toBe(true);
  });
});
