import { StackError } from './stack-error.ts';

const LEVELS = ['debug', 'info', 'warn'] as const;
export type LogLevel = (typeof LEVELS)[number];

/** Lines to the terminal, on standard error so that they never mix with what programs print. */
export type Log = Record<LogLevel, (line: string) => void>;

/** A log that drops everything below `level`. */
export function createLog(level: LogLevel): Log {
  const lowest = LEVELS.indexOf(level);
  const at = (own: LogLevel) => (line: string) => {
    if (LEVELS.indexOf(own) < lowest) return;
    console.error(`${new Date().toISOString().slice(11, 23)} ${own.padEnd(5)} ${line}`);
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn') };
}

/** The level named by `STACK_LOG`; `info` when nothing is said. Throws a StackError for any other. */
export function logLevelFrom(text: string | undefined): LogLevel {
  if (text === undefined || text === '') return 'info';
  const level = LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw new StackError(`STACK_LOG must be one of ${LEVELS.join(', ')}, not "${text}".`);
}
