import { type Condition, conditions, type Suspect, suspectLetters } from '@cta/conditions';

const openings: Readonly<Record<Suspect, string>> = {
  drive: 'The drive is suspected.',
  medium: 'The cartridge, or what is written on it, is suspected.',
  library: 'The library or one of its changers is suspected.',
  database: 'A database or the way to it is suspected. No drive goes down for these.',
  disk: 'A disk system, or a file on it, is suspected.',
  job: 'What was asked for is suspected: this request or job, and no other.',
  service: 'One of our own services, or its configuration, is suspected.',
  user: 'A command was refused as it was asked; nothing is broken.',
};

function section(suspect: Suspect): string {
  const entries: [string, Condition][] = Object.entries(conditions);
  const rows = entries
    .filter(([, condition]) => condition.suspect === suspect)
    .sort(([, a], [, b]) => a.code.localeCompare(b.code));
  return [
    `## ${suspectLetters[suspect]}: ${suspect}`,
    '',
    openings[suspect],
    ...rows.flatMap(([name, condition]) => ['', ...entry(name, condition)]),
  ].join('\n');
}

function entry(
  name: string,
  { code, title, severity, retryable, effect, remedy, since }: Condition,
): readonly string[] {
  return [
    `### ${code} ${name}`,
    '',
    `${title}.`,
    '',
    `- severity: ${severity}; ${retryable ? 'may pass by itself' : 'does not pass by itself'}; since ${since}`,
    `- effect: ${effect}`,
    `- remedy: ${remedy}`,
  ];
}

/** docs/conditions.md: every condition of the registry, by suspect and code. */
export function conditionsPage(): string {
  const suspects = Object.keys(suspectLetters) as Suspect[];
  return `${[
    '# Conditions',
    '',
    'Everything that a person or a monitor may act on has a code and a name, in logs, databases, metrics, exit statuses and',
    'answers. Both are for ever: never used again for something else. The texts may be reworded; match the code.',
    '`cta-admin condition explain CODE` prints one entry. This page is generated: `npm run generate`.',
    '',
    suspects.map(section).join('\n\n'),
  ].join('\n')}\n`;
}
