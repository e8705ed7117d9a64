import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { faultsOfLog } from './log-rules.ts';

const mostFaultsShown = 20;

/** The instance that a log is of: `RIGDRIVE1` where it is called RIGDRIVE1.log, or RIGDRIVE1-2.log for its second start. */
function instanceOf(name: string): string {
  return name.replace(/(-\d+)?\.log$/, '');
}

/** Reads all logs of a folder, each of which is called after its service. @throws an error with the faults of those that are not as they should be */
export async function checkLogs(folder: string): Promise<void> {
  const faults: string[] = [];
  for await (const name of glob('*.log', { cwd: folder })) {
    const found = faultsOfLog(await readFile(join(folder, name), 'utf8'), instanceOf(name));
    faults.push(...found.map((fault) => `${name}: ${fault}`));
  }
  if (faults.length === 0) return;
  throw new Error([`${faults.length} faults in logs`, ...faults.slice(0, mostFaultsShown)].join('\n'));
}
