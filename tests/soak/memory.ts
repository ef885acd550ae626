import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const SAMPLE_MS = 1000;
const KB_PER_MB = 1024;

export interface Memory {
  /** Average of the second and of the last third of the samples, MB; null where `ps` is missing. */
  middleMb: number | null;
  lateMb: number | null;
}

/** Watches the resident memory of a process; the returned function ends that and reports. */
export function watchMemory(pid: number): () => Memory {
  const samples: number[] = [];
  const sample = async (): Promise<void> => {
    try {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
      samples.push(Number(stdout) / KB_PER_MB);
    } catch {
      // Windows has no ps: then nothing is reported.
    }
  };
  const timer = setInterval(() => void sample(), SAMPLE_MS);
  return () => {
    clearInterval(timer);
    const third = Math.floor(samples.length / 3);
    const average = (values: number[]) =>
      values.length === 0
        ? null
        : Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);
    return {
      middleMb: average(samples.slice(third, 2 * third)),
      lateMb: average(samples.slice(2 * third)),
    };
  };
}
