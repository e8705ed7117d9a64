/** A disk worker whose files cannot be opened while a certain file is there, as on a disk system that does not answer. */
import fs, { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { troubleEnvironment } from './trouble-environment.ts';

const sign = process.env[troubleEnvironment.sign] ?? '';
const never = new Int32Array(new SharedArrayBuffer(4));
const { openSync } = fs;

fs.openSync = (...how) => {
  while (existsSync(sign)) Atomics.wait(never, 0, 0, 20);
  return openSync(...how);
};
syncBuiltinESMExports();
await import('../../../packages/session/src/transfer/disk/disk-worker.ts');
