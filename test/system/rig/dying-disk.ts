/** A disk worker whose thread dies when it opens a file while a certain file is there: a bug, or no memory left. */
import fs, { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { dirname } from 'node:path';
import { troubleEnvironment } from './trouble-environment.ts';

const sign = process.env[troubleEnvironment.sign] ?? '';
const { openSync } = fs;

fs.openSync = (...how) => {
  // Not a file that the loader of modules opens.
  const isOnDisk = String(how[0]).startsWith(dirname(sign));
  if (isOnDisk && existsSync(sign)) process.exit(3);
  return openSync(...how);
};
syncBuiltinESMExports();
await import('../../../packages/session/src/transfer/disk/disk-worker.ts');
