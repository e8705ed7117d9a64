/** cta-taped on a disk or a drive that is not well (`troubleEnvironment`). */
import { pathToFileURL } from 'node:url';
import { runServiceProgram } from '@cta/runtime';
import { openTransferEngine } from '@cta/session';
import { openers } from '../../../apps/cta-taped/src/openers.ts';
import { tapedProgram } from '../../../apps/cta-taped/src/taped-program.ts';
import { troubleEnvironment } from './trouble-environment.ts';

const { [troubleEnvironment.disk]: disk, [troubleEnvironment.drive]: drive } = process.env;
const modules = {
  ...(disk !== undefined && { diskModule: pathToFileURL(disk) }),
  ...(drive !== undefined && { driveModule: pathToFileURL(drive).href }),
};

const program = tapedProgram({
  ...openers,
  openTransferEngine: (options) => openTransferEngine({ ...options, ...modules }),
});
await runServiceProgram(program);
