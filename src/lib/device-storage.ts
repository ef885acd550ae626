/** What is kept on this device by name. Each call may throw: storage can be blocked, or full. */
export interface DeviceStorage {
  getItem: (key: string) => string | null;
  setItem: (key: string, value: string) => void;
  removeItem: (key: string) => void;
  keys: () => readonly string[];
}

/** Even naming `localStorage` throws where it is blocked, so it is named only when it is used. */
export const deviceStorage: DeviceStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
  removeItem: (key) => localStorage.removeItem(key),
  keys: () => Object.keys(localStorage),
};
