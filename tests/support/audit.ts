import * as v from 'valibot';

/** What `npm audit --json` prints: known faults of packages, or why there is no answer. */
const Report = v.union([
  v.object({
    vulnerabilities: v.record(
      v.string(),
      v.object({
        severity: v.picklist(['info', 'low', 'moderate', 'high', 'critical']),
        range: v.string(),
        via: v.array(v.union([v.string(), v.object({ title: v.string(), url: v.string() })])),
      }),
    ),
  }),
  v.object({ message: v.string() }),
]);

/** Faults that may not go to people. */
const GRAVE = ['high', 'critical'];

export interface Audit {
  /** Why the registry gave no answer; null if it did. */
  readonly unanswered: string | null;
  /** Grave faults, as `package range: severity: title (address)`. */
  readonly found: readonly string[];
}

/** @param printed by `npm audit --json`. Throws if it is neither an answer nor an excuse. */
export function readAudit(printed: string): Audit {
  const report = v.parse(Report, JSON.parse(printed));
  if ('message' in report) return { unanswered: report.message, found: [] };
  const found = Object.entries(report.vulnerabilities).flatMap(
    ([name, { severity, range, via }]) =>
      GRAVE.includes(severity)
        ? via.map((cause) =>
            typeof cause === 'string'
              ? `${name} ${range}: ${severity}: through ${cause}`
              : `${name} ${range}: ${severity}: ${cause.title} (${cause.url})`,
          )
        : [],
  );
  return { unanswered: null, found };
}
