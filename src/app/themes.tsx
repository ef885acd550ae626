import { Monitor, Moon, Sun } from 'lucide-react';

/** The themes as people choose between them. */
export const themes = [
  { value: 'system', text: 'System', icon: <Monitor size={16} /> },
  { value: 'light', text: 'Light', icon: <Sun size={16} /> },
  { value: 'dark', text: 'Dark', icon: <Moon size={16} /> },
] as const;
