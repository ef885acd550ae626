import { useEffect } from 'react';

/**
 * Stands in for the package `react-style-singleton` (see vite.config.ts), with which Radix's menus and
 * dialogs keep the page behind them from scrolling: that package writes a `<style>` element, which the
 * page's policy forbids; a constructed style sheet needs no exception from it.
 */

interface StyleProps {
  readonly styles: string;
  readonly dynamic?: boolean;
}

/** Keeps one style sheet in the page for as long as anybody uses it; the first user's words count. */
export function stylesheetSingleton() {
  let users = 0;
  let sheet: CSSStyleSheet | null = null;
  return {
    add: (styles: string): void => {
      users += 1;
      if (sheet !== null) return;
      sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
      document.adoptedStyleSheets.push(sheet);
    },
    remove: (): void => {
      users -= 1;
      if (users > 0 || sheet === null) return;
      const gone = sheet;
      sheet = null;
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== gone);
    },
  };
}

/** A hook around one such sheet. With `dynamic` it follows changes of the words. */
export function styleHookSingleton() {
  const sheet = stylesheetSingleton();
  return (styles: string, dynamic = false): void => {
    // Words that are not dynamic count as they were at first.
    const counted = dynamic ? styles : null;
    useEffect(() => {
      sheet.add(styles);
      return () => sheet.remove();
    }, [counted]);
  };
}

/** A component around one such sheet. */
export function styleSingleton() {
  const useStyle = styleHookSingleton();
  return function Style({ styles, dynamic = false }: StyleProps): null {
    useStyle(styles, dynamic);
    return null;
  };
}
