import { Command } from 'commander';
import { doctorStatus, findingLines, findingsJson } from './doctor-report.ts';
import { examineMachine } from './examine-machine.ts';
import { unitUser } from './service-user.ts';

/** `cta-taped doctor CONFIG`. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('examine this machine before the first start, and say what to do about what is wrong; changes nothing')
    .argument('<config>', 'configuration file of the drive service')
    .option('--user <name>', 'user of the service, whose permissions root examines', unitUser)
    .option('--json', 'print JSON')
    .action(async (file: string, { json, user }: { readonly json?: true; readonly user: string }) => {
      const findings = await examineMachine(file, user);
      process.stdout.write(json === true ? findingsJson(findings) : `${findingLines(findings).join('\n')}\n`);
      process.exitCode = doctorStatus(findings);
    });
}
