/** Stands in for the module of a disk worker's thread: the same, with a step before each change of what is on disk. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import '../../../packages/session/src/transfer/disk/disk-worker.ts';
import { beginPart, step } from './steps.ts';

beginPart('disk');
const { writevSync, renameSync, unlinkSync } = fs;
fs.writevSync = (...given) => {
  step('before disk write');
  return writevSync(...given);
};
fs.renameSync = (...given) => {
  step('before disk rename');
  renameSync(...given);
};
fs.unlinkSync = (...given) => {
  step('before disk unlink');
  unlinkSync(...given);
};
// What other modules have imported by name is these from now on.
syncBuiltinESMExports();
