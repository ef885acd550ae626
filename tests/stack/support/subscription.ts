import { REALTIME_SUBSCRIBE_STATES, type RealtimeChannel } from '@supabase/supabase-js';
import { vi } from 'vitest';

/** What `subscribe` of a channel was told, as it came: a state, with the error's words if any. */
export class Subscription {
  readonly states: string[] = [];
  readonly channel: RealtimeChannel;

  private constructor(channel: RealtimeChannel) {
    this.channel = channel;
    channel.subscribe((status, error) => {
      this.states.push(error === undefined ? status : `${status} ${error.message}`);
    });
  }

  /** Subscribes and waits until it is. */
  static async to(channel: RealtimeChannel): Promise<Subscription> {
    const subscription = Subscription.start(channel);
    await subscription.reaches(REALTIME_SUBSCRIBE_STATES.SUBSCRIBED);
    return subscription;
  }

  static start(channel: RealtimeChannel): Subscription {
    return new Subscription(channel);
  }

  /** Waits until this state has come for the `times`-th time. */
  async reaches(state: string, times = 1): Promise<void> {
    await vi.waitFor(
      () => {
        const count = this.states.filter((told) => told === state).length;
        if (count < times)
          throw new Error(`${state} came ${count} times: ${this.states.join(', ')}`);
      },
      { timeout: REACH_MS, interval: LOOK_MS },
    );
  }
}

const REACH_MS = 20_000;
const LOOK_MS = 10;
