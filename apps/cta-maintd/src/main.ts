import { runServiceProgram } from '@cta/runtime';
import { maintdProgram } from './maintd-program.ts';

await runServiceProgram(maintdProgram());
