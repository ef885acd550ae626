/** Quantile `q` (0…1) of `values`, by the nearest rank; NaN for none. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Median and 95th percentile, to a hundredth. */
export const summary = (values: readonly number[]): { p50: number; p95: number; n: number } => ({
  p50: round(median(values)),
  p95: round(quantile(values, 0.95)),
  n: values.length,
});

export const round = (value: number): number => Math.round(value * 100) / 100;
