type Keyed<T> = Readonly<Record<string, T>>;

/** `record` without `key`; itself where there is no such key. */
export const withoutKey = <T>(record: Keyed<T>, key: string): Keyed<T> =>
  Object.hasOwn(record, key)
    ? Object.fromEntries(Object.entries(record).filter(([one]) => one !== key))
    : record;
