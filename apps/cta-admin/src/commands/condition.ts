import { type Condition, type ConditionName, ConditionError, conditions, findCondition } from '@cta/conditions';
import { command, type CommandGroup } from '../command-line/command.ts';
import { oneOf } from '../command-line/option.ts';
import type { Column } from '../output/table.ts';

type NamedCondition = Condition & { readonly name: ConditionName };

const columns: readonly Column<NamedCondition>[] = [
  { header: 'code', cell: ({ code }) => code },
  { header: 'name', cell: ({ name }) => name },
  { header: 'suspect', cell: ({ suspect }) => suspect },
  { header: 'severity', cell: ({ severity }) => severity },
  { header: 'title', cell: ({ title }) => title },
];

const severities = ['info', 'warning', 'error', 'critical'] as const;

export const conditionCommands: CommandGroup = {
  name: 'condition',
  alias: 'co',
  summary: 'what the codes in logs, tables and alerts mean',
  commands: [
    command({
      name: 'ls',
      summary: 'list the conditions',
      options: { severity: oneOf('-s, --severity <severity>', 'only those of this severity', severities) },
      run: ({ printer }, { severity }) => {
        const items = registry().filter((condition) => severity === undefined || condition.severity === severity);
        printer.list(columns, items);
      },
    }),
    command({
      name: 'explain',
      operands: '<code>',
      summary: 'tell what a condition means, what the service does about it and what to do',
      run: ({ printer }, _, [code = '']) => {
        const condition = requireCondition(code);
        printer.item(condition, explanation(condition));
      },
    }),
  ],
};

function registry(): readonly NamedCondition[] {
  return Object.entries(conditions)
    .map(([name, condition]) => ({ name: name as ConditionName, ...condition }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
}

function requireCondition(codeOrName: string): NamedCondition {
  const condition = findCondition(codeOrName);
  if (condition !== undefined) return condition;
  throw new ConditionError('NO_SUCH_ENTITY', {
    message: `no condition has the code or name ${codeOrName}`,
    details: { kind: 'condition', name: codeOrName },
  });
}

function explanation({
  code,
  name,
  title,
  suspect,
  severity,
  retryable,
  effect,
  remedy,
  since,
}: NamedCondition): string {
  const heading = `${code} ${name}: ${title}`;
  const facts = `Suspect: ${suspect}. Severity: ${severity}. ${retryable ? 'May pass by itself.' : 'Does not pass by itself.'} Since ${since}.`;
  return [heading, facts, `What happens: ${effect}`, `What to do:   ${remedy}`].join('\n');
}
