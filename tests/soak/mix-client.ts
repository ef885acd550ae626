import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, ConsoleMessage, Page } from 'playwright-core';
import { composer, message } from '../support/screens.ts';
import { watchTraffic, type Traffic } from '../support/tabs.ts';
import type { Chance } from './seeded.ts';

/** Longest wait for the app to take up a message, in milliseconds: it may be starting just then. */
const READY_WITHIN_MS = 60_000;
const BURST = { least: 1, most: 6 };
const PAUSE_MS = { least: 100, most: 900 };

/** What a broken network makes the browser itself complain of. */
const NETWORK_NOISE = /Failed to load resource|WebSocket connection to|net::ERR_/;
/** From here on the app promises the message: it is on the disk. */
const PROMISED = /Sending|Sent|Delivered|Read/;

/** One tab that somebody writes in, whatever happens to it. */
export class MixClient {
  readonly name: string;
  readonly context: BrowserContext;
  /** What was promised, in the order of writing. */
  readonly said: string[] = [];
  /** What the console or the page itself complained of. */
  readonly complaints: string[] = [];
  private readonly url: string;
  private current: Page | null = null;
  private look: () => Traffic = () => ({ sockets: 0, sends: 0 });
  /** The one who writes and the one who breaks things take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(name: string, context: BrowserContext, url: string) {
    this.name = name;
    this.context = context;
    this.url = url;
  }

  get page(): Page {
    if (this.current === null) throw new Error(`${this.name} is not open.`);
    return this.current;
  }

  /** Whether this tab has the socket of its browser. */
  get leads(): boolean {
    return this.look().sockets > 0;
  }

  /** Runs `work` while nobody writes here. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  async open(): Promise<void> {
    const page = await this.context.newPage();
    page.on('console', (said) => this.hear(said));
    page.on('pageerror', (error) => this.complaints.push(`${this.name}: ${String(error)}`));
    this.look = watchTraffic(page);
    this.current = page;
    await page.goto(this.url);
  }

  /** Ends the tab as a person does, without a word to the app. */
  close(): Promise<void> {
    return this.page.close();
  }

  private hear(said: ConsoleMessage): void {
    const bad = said.type() === 'error' || said.type() === 'warning';
    if (bad && !NETWORK_NOISE.test(said.text()))
      this.complaints.push(`${this.name}: ${said.text()}`);
  }

  private async say(): Promise<void> {
    const text = `${this.name} ${this.said.length + 1}`;
    await composer(this.page).fill(text, { timeout: READY_WITHIN_MS });
    await composer(this.page).press('Enter');
    await message(this.page, text)
      .getByText(PROMISED)
      .first()
      .waitFor({ state: 'attached', timeout: READY_WITHIN_MS });
    this.said.push(text);
  }

  /** Writes in bursts until told to stop. */
  async sayOn(chance: Chance, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      for (let left = chance.int(BURST.least, BURST.most); left > 0 && !isOver(); left -= 1) {
        await this.alone(() => this.say());
      }
      await delay(chance.int(PAUSE_MS.least, PAUSE_MS.most));
    }
  }
}
