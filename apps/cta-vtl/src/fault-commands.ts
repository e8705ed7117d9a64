import type { Outputs } from '@cta/runtime';
import { ConditionError } from '@cta/conditions';
import { Command, Option } from 'commander';
import { parseCount } from './argument-values.ts';
import { askControl } from './control/control-client.ts';

interface ControlOption {
  readonly control: string;
}

/** Commands on what is to go wrong in a library that is being served. */
export function faultCommand({ out }: Outputs): Command {
  const print = (answer: unknown): void => {
    out.write(`${JSON.stringify(answer)}\n`);
  };
  return new Command('fault')
    .summary('plan what goes wrong in a library that is being served')
    .description('Commands on the faults of a library that is being served with --control.')
    .addCommand(
      onControl('ls', 'list the faults that lie ahead').action(async ({ control }: ControlOption) =>
        print(await askControl(control, 'GET', '/faults')),
      ),
    )
    .addCommand(
      onControl('add', 'plan a fault')
        .argument('<rule>', 'the rule, as JSON')
        .action(async (rule: string, { control }: ControlOption) =>
          print(await askControl(control, 'POST', '/faults', parseRule(rule))),
        ),
    )
    .addCommand(
      onControl('rm', 'take a fault back; commands that hang on it go on')
        .argument('<id>', 'its number', parseCount)
        .action(async (id: number, { control }: ControlOption) => {
          await askControl(control, 'DELETE', `/faults/${id}`);
        }),
    );
}

function parseRule(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ConditionError('VALUE_INVALID', { message: `'${text}' is no JSON`, cause });
  }
}

function onControl(name: string, description: string): Command {
  const control = new Option('--control <socket>', 'socket of the library')
    .env('CTA_VTL_CONTROL')
    .makeOptionMandatory();
  return new Command(name).description(description).addOption(control);
}
