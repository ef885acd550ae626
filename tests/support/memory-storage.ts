import type { DeviceStorage } from '../../src/lib/device-storage.ts';

/** A device's storage that is only a map. */
export function memoryStorage(): { values: Map<string, string>; storage: DeviceStorage } {
  const values = new Map<string, string>();
  return {
    values,
    storage: {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
      keys: () => [...values.keys()],
    },
  };
}
