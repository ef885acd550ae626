import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { platform } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StackError, systemErrorCode } from './stack-error.ts';

/** Names the Node process that started PostgreSQL; lies beside postmaster.pid. */
const OWNER_FILE = 'stack-owner.pid';
const POSTMASTER_FILE = 'postmaster.pid';
const FAST_STOP_MS = 10_000;
const IMMEDIATE_STOP_MS = 5_000;
const POLL_MS = 25;

/**
 * Ends what a killed stack left behind in `directory`: after `kill -9` of Node its PostgreSQL lives
 * on as an orphan. It is stopped the orderly way, so nothing committed is lost. A lock file without
 * a process is left to PostgreSQL, unless the number now belongs to another program.
 * Throws a StackError when a living stack uses the directory.
 */
export async function clearLeftovers(directory: string): Promise<void> {
  const postmasterFile = path.join(directory, POSTMASTER_FILE);
  const postmaster = await readPid(postmasterFile);
  if (postmaster === null || !isAlive(postmaster)) return;
  if (!commandOf(postmaster).includes(directory)) {
    await rm(postmasterFile, { force: true });
    return;
  }
  const owner = await readPid(path.join(directory, OWNER_FILE));
  if (owner !== null && owner !== process.pid && isAlive(owner) && isNode(owner))
    throw new StackError(
      `Another stack (process ${owner}) is using the database directory ${directory}: stop it or choose another with STACK_DATA_DIR.`,
    );
  if (await endProcess(postmaster, 'SIGINT', FAST_STOP_MS)) return;
  if (await endProcess(postmaster, 'SIGQUIT', IMMEDIATE_STOP_MS)) return;
  throw new StackError(
    `A leftover PostgreSQL (process ${postmaster}) does not stop: end it, then start again.`,
  );
}

/** Records this process as the one that runs the cluster. */
export async function claimDirectory(directory: string): Promise<void> {
  await writeFile(path.join(directory, OWNER_FILE), `${process.pid}\n`);
}

/** Removes the record of `claimDirectory`. */
export async function releaseDirectory(directory: string): Promise<void> {
  await rm(path.join(directory, OWNER_FILE), { force: true });
}

async function readPid(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const pid = Number.parseInt(text, 10);
  return Number.isInteger(pid) && pid > 0 ? pid : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    return systemErrorCode(error) === 'EPERM';
  }
}

/** A zombie (its parent has not collected it, as in containers without init) is as good as gone. */
function isZombie(pid: number): boolean {
  if (platform() !== 'linux') return false;
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The command line of a process; '' when it cannot be read. */
function commandOf(pid: number): string {
  try {
    if (platform() === 'linux')
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    if (platform() === 'win32')
      return execFileSync('powershell', [
        '-NoProfile',
        '-Command',
        `(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
      ]).toString();
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)]).toString();
  } catch {
    return '';
  }
}

function isNode(pid: number): boolean {
  return /node|tsx|vitest/i.test(commandOf(pid));
}

async function endProcess(pid: number, signal: NodeJS.Signals, withinMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal);
  } catch {
    return !isAlive(pid);
  }
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    if (!isAlive(pid)) return true;
    await delay(POLL_MS);
  }
  return false;
}
