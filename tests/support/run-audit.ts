import { spawnSync } from 'node:child_process';
import { readAudit } from './audit.ts';

/**
 * `npm run audit`: asks the registry for known faults of the packages that people's browsers get, and
 * fails on grave ones. A registry that keeps no such list says nothing about them: that is printed and
 * is no failure. Not part of `npm test`, which shall not fail over night by what others publish.
 */
const { stdout } = spawnSync('npm', ['audit', '--json', '--omit=dev'], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
const { unanswered, found } = readAudit(stdout);
if (unanswered !== null) console.warn(`Not audited, the registry gave no answer: ${unanswered}`);
else if (found.length === 0) console.log('No grave faults known in what is shipped.');
else {
  console.error(`Packages with known faults:\n${found.join('\n')}`);
  process.exitCode = 1;
}
