import { applyTheme } from './theme.ts';

// Imported first of all, so that the stored choice is on the document before anything is drawn. An
// inline script would do the same, but no Content-Security-Policy should have to allow any.
applyTheme();
