/** `npm run import:legacy`: an old marketplace comes into this one. How and when: docs/migration.md. */
import { writeFile } from 'node:fs/promises';
import { runProgram } from '../local/program.ts';
import { readOptions } from './options.ts';
import { describeReport } from './report.ts';
import { runImport } from './run.ts';

await runProgram(async () => {
  const options = readOptions(process.argv.slice(2), process.env);
  const report = await runImport(options, (line) => console.log(line));
  await writeFile(options.reportFile, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`${describeReport(report)}\nReport: ${options.reportFile}`);
  return null;
});
