import type { ChannelOutput } from './channel-output.ts';
import type { ReplayedRow } from './replay.ts';

/** Stored messages that one channel gets after its join; their live copies are not sent again. */
export class ChannelReplay {
  private waiting: ReplayedRow[] = [];
  private readonly ids = new Set<string>();

  hold(rows: ReplayedRow[]): void {
    this.waiting = rows;
    for (const row of rows) this.ids.add(row.id);
  }

  /** Sends what is held. */
  release(output: ChannelOutput): void {
    for (const row of this.waiting.splice(0)) output.replayed(row);
  }

  /** @param rowId null for messages that are not stored */
  covers(rowId: string | null): boolean {
    return rowId !== null && this.ids.has(rowId);
  }
}
