import { describe, expect, test } from 'vitest';
import {
  isPressed,
  keyNames,
  pageShortcut,
  shortcuts,
  type PressedKey,
} from '../../../src/app/shortcuts.ts';

/** What a browser says when `key` is pressed with `modifiers`. */
const press = (key: string, modifiers: Partial<PressedKey> = {}): PressedKey => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...modifiers,
});
const ctrl = { ctrlKey: true };
const meta = { metaKey: true };
const alt = { altKey: true };
const shift = { shiftKey: true };

describe('a combination', () => {
  test.each<[string, PressedKey, { mac: boolean }, boolean]>([
    ['Mod+K', press('k', ctrl), { mac: false }, true],
    ['Mod+K', press('K', ctrl), { mac: false }, true],
    ['Mod+K', press('k', meta), { mac: false }, false],
    ['Mod+K', press('k', meta), { mac: true }, true],
    ['Mod+K', press('k', ctrl), { mac: true }, false],
    ['Mod+K', press('k'), { mac: false }, false],
    ['Mod+K', press('k', { ...ctrl, ...shift }), { mac: false }, false],
    // AltGr is Ctrl and Alt, and types signs.
    ['Mod+K', press('k', { ...ctrl, ...alt }), { mac: false }, false],
    // A Russian keyboard.
    ['Mod+K', press('л', { ...ctrl, code: 'KeyK' }), { mac: false }, true],
    // A Dvorak keyboard: the letter counts, not its place.
    ['Mod+K', press('t', { ...ctrl, code: 'KeyK' }), { mac: false }, false],
    ['Alt+ArrowDown', press('ArrowDown', alt), { mac: false }, true],
    ['Alt+ArrowDown', press('ArrowDown', { ...alt, ...shift }), { mac: false }, false],
    ['Alt+Shift+ArrowDown', press('ArrowDown', { ...alt, ...shift }), { mac: true }, true],
    ['?', press('?', shift), { mac: false }, true],
    // An Arabic or a Swiss keyboard may have it elsewhere.
    ['?', press('?'), { mac: false }, true],
    ['?', press('?', ctrl), { mac: false }, false],
    ['Mod+/', press('/', { ...ctrl, ...shift }), { mac: false }, true],
    ['F6', press('F6', shift), { mac: false }, false],
  ])('%s: %j, %j: %s', (combination, event, { mac }, expected) => {
    expect(isPressed(combination, event, mac)).toBe(expected);
  });
});

describe('a shortcut of the page', () => {
  const page = (event: PressedKey, typing = false) => pageShortcut(event, { mac: false, typing });

  test('is known by any of its keys', () => {
    expect(page(press('?', shift))).toBe('help');
    expect(page(press('/', ctrl))).toBe('help');
    expect(page(press('f', ctrl))).toBe('search');
    expect(page(press('ArrowUp', { ...alt, ...shift }))).toBe('previousUnread');
    expect(page(press('F6', shift))).toBe('previousPart');
  });

  test('leaves signs to what is typed into', () => {
    expect(page(press('?', shift), true)).toBeNull();
    expect(page(press('/', ctrl), true)).toBe('help');
    expect(page(press('ArrowDown', alt), true)).toBe('next');
  });

  test('is not one that others hear', () => {
    for (const key of ['Enter', 'Escape', 'ArrowUp', 'ArrowDown', 'Tab', 'a']) {
      expect(page(press(key))).toBeNull();
    }
  });
});

test('no two shortcuts in one place have the same keys', () => {
  const all = shortcuts.flatMap(({ keys, where }) => keys.map((one) => `${where} ${one}`));
  expect(new Set(all).size).toBe(all.length);
});

test('keys are named as they are printed', () => {
  expect(keyNames('Mod+K', false)).toEqual(['Ctrl', 'K']);
  expect(keyNames('Mod+K', true)).toEqual(['⌘', 'K']);
  expect(keyNames('Alt+Shift+ArrowDown', false)).toEqual(['Alt', 'Shift', '↓']);
  expect(keyNames('Alt+Shift+ArrowDown', true)).toEqual(['⌥', '⇧', '↓']);
});
