import { runServiceProgram } from '@cta/runtime';
import { convertCommand } from './convert/convert-command.ts';
import { doctorCommand } from './doctor/doctor-command.ts';
import { tapedProgram } from './taped-program.ts';

await runServiceProgram({ ...tapedProgram(), commands: [doctorCommand(), convertCommand()] });
