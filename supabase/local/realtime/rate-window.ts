const BUCKETS = 12;
const MS_PER_SECOND = 1000;

/**
 * Counts events over a sliding window (hosted: 60 s in steps of 5 s). A limit per second is an
 * average over that window, so short bursts pass.
 */
export class RateWindow {
  private readonly allowed: number;
  private readonly stepMs: number;
  private readonly buckets = new Array<number>(BUCKETS).fill(0);
  private total = 0;
  private step: number;

  /** @param perSecond null: no limit */
  constructor(perSecond: number | null, windowMs: number) {
    this.allowed = perSecond === null ? Infinity : (perSecond * windowMs) / MS_PER_SECOND;
    this.stepMs = windowMs / BUCKETS;
    this.step = this.now();
  }

  add(count = 1): void {
    this.advance();
    this.buckets[this.step % BUCKETS] = (this.buckets[this.step % BUCKETS] ?? 0) + count;
    this.total += count;
  }

  /** Whether the window holds more than it may, or would with `more` events. */
  exceeded(more = 0): boolean {
    this.advance();
    return this.total + more > this.allowed;
  }

  private advance(): void {
    const now = this.now();
    for (let passed = Math.min(now - this.step, BUCKETS); passed > 0; passed -= 1) {
      const oldest = (now - passed + 1) % BUCKETS;
      this.total -= this.buckets[oldest] ?? 0;
      this.buckets[oldest] = 0;
    }
    this.step = now;
  }

  private now(): number {
    return Math.floor(Date.now() / this.stepMs);
  }
}
