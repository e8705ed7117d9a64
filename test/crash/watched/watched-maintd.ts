/** cta-maintd, which counts its steps and can be killed at each (`stepEnvironment`). */
import { runServiceProgram } from '@cta/runtime';
import { maintdProgram } from '../../../apps/cta-maintd/src/maintd-program.ts';
import { beginPart } from './steps.ts';
import { openWatchedDatabase } from './watched-database.ts';

beginPart('start');
await runServiceProgram(maintdProgram(openWatchedDatabase));
