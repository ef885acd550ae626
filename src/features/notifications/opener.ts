/** Selects what opens an item, for the keys that go through them. */
export const OPENER = '[data-opens]';
