import { expect, inject, test } from 'vitest';
import { faultMix } from '../soak/faults.ts';
import { seedFromEnvironment } from '../soak/seeded.ts';
import { tell } from '../support/tell.ts';

const SECONDS = 20;
/** Twenty seconds of faults, what came before, and the time to recover. */
const TAKES_AT_MOST_MS = 300_000;

/** The short form of the mix that `npm run soak` goes on with for minutes. */
test(
  'a mix of all faults: four clients in two browsers and tabs end up with the same',
  async () => {
    const seed = seedFromEnvironment();
    tell(`SOAK_SEED=${seed}`);
    const { failures, ...report } = await faultMix({
      seed,
      seconds: SECONDS,
      browserPath: inject('browserPath'),
      appDir: inject('appDir'),
    });
    const broken = Object.entries(report.faults).map(([name, count]) => `${name} ×${count}`);
    tell(broken.join(', '));
    expect(failures, `SOAK_SEED=${seed}`).toEqual([]);
    tell(
      `${report.sent} sent, ${report.sent} arrived once, order equal on ${report.clients} clients, settled in ${report.settleSeconds} s`,
    );
  },
  TAKES_AT_MOST_MS,
);
