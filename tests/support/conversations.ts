import type { BrowserContextOptions, Page } from 'playwright-core';
import { inject } from 'vitest';
import { makePair, useDatabase, type Account, type Pair } from './accounts.ts';
import { useApp, useBrowser, type OpenPage } from './browser.ts';
import type { Sql } from './database.ts';
import { openSession, signIn } from './screens.ts';

/** Whom each of a pair talks to, by the name in their list. */
const PEER = { student: 'Theo Brandt', mentor: 'Nora Lind' } as const;

export interface TwoPeople {
  student: Page;
  mentor: Page;
  pair: Pair;
}

export interface Conversations {
  database: () => Sql;
  appUrl: () => string;
  browser: ReturnType<typeof useBrowser>;
  /** A browser in which somebody has signed in, with their list on screen. */
  signedIn: (account: Account, options?: BrowserContextOptions) => Promise<OpenPage>;
  /** A browser of one of the pair, with their conversation on screen. */
  openAs: (pair: Pair, who: 'student' | 'mentor', options?: BrowserContextOptions) => Promise<Page>;
  /** A new pair, each in a browser with their list on screen. */
  twoSignedIn: () => Promise<TwoPeople>;
  /** A new pair, each in a browser with their conversation on screen. `options` are the student's. */
  twoPeople: (options?: BrowserContextOptions) => Promise<TwoPeople>;
  /** A new pair of whom only the student is there, with the conversation on screen. */
  inConversation: (options?: BrowserContextOptions) => Promise<{ page: Page; pair: Pair }>;
}

/** People in their browsers, in front of the production build and the shared stack, for one test file. */
export function useConversations(): Conversations {
  const database = useDatabase();
  const appUrl = useApp(() => inject('stack').apiUrl);
  const browser = useBrowser();
  const newPair = (): Promise<Pair> => makePair(inject('stack'), database());

  async function signedIn(account: Account, options?: BrowserContextOptions): Promise<OpenPage> {
    const open = await browser.open(appUrl(), options);
    await signIn(open.page, account.email, account.password);
    return open;
  }

  async function openAs(
    pair: Pair,
    who: 'student' | 'mentor',
    options?: BrowserContextOptions,
  ): Promise<Page> {
    const { page } = await signedIn(pair[who], options);
    await openSession(page, PEER[who]);
    return page;
  }

  return {
    database,
    appUrl,
    browser,
    signedIn,
    openAs,
    twoSignedIn: async () => {
      const pair = await newPair();
      const [student, mentor] = await Promise.all([signedIn(pair.student), signedIn(pair.mentor)]);
      return { student: student.page, mentor: mentor.page, pair };
    },
    twoPeople: async (options) => {
      const pair = await newPair();
      const [student, mentor] = await Promise.all([
        openAs(pair, 'student', options),
        openAs(pair, 'mentor'),
      ]);
      return { student, mentor, pair };
    },
    inConversation: async (options) => {
      const pair = await newPair();
      return { page: await openAs(pair, 'student', options), pair };
    },
  };
}
