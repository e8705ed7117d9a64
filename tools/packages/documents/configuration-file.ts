import { type ConfigurationSchema, describeSchema, type KeyDescription } from '@cta/runtime';
import { configurationSchema as admin } from '../../../apps/cta-admin/src/configuration.ts';
import { configurationSchema as maintd } from '../../../apps/cta-maintd/src/configuration.ts';
import { configurationSchema as taped } from '../../../apps/cta-taped/src/configuration.ts';
import { manPage, roff, termed } from './roff.ts';

/** A configuration file of a program. */
export interface ConfigurationFile {
  /** Of the example and of the man page. */
  readonly name: string;
  readonly program: string;
  /** Where the program looks for it. */
  readonly path: string;
  readonly schema: ConfigurationSchema;
  /** Values of an example site for keys that have no default, as TOML. */
  readonly examples: Readonly<Record<string, string>>;
}

const databases = (service: string) => ({
  'catalogue.url': '"postgresql://cta@db.example.org/cta_catalogue"',
  'catalogue.password_file': `"credential:${service}.catalogue-password"`,
  'scheduler.url': '"postgresql://cta@db.example.org/cta_scheduler"',
  'scheduler.password_file': `"credential:${service}.scheduler-password"`,
});

export const configurationFiles: readonly ConfigurationFile[] = [
  {
    name: 'cta-taped.toml',
    program: 'cta-taped',
    path: '/etc/cta/cta-taped-DRIVE.toml',
    schema: taped,
    examples: {
      'drive.name': '"DRIVE1"',
      'drive.logical_library': '"LIBRARY1"',
      'drive.device': '"/dev/tape/by-id/scsi-35000e111c5a1a0d1-nst"',
      'drive.changer': '"/dev/tape/by-id/scsi-35000e111c5a1a0d0-changer"',
      'drive.library_ordinal': '0',
      ...databases('cta-taped'),
    },
  },
  {
    name: 'cta-maintd.toml',
    program: 'cta-maintd',
    path: '/etc/cta/cta-maintd.toml',
    schema: maintd,
    examples: databases('cta-maintd'),
  },
  {
    name: 'cta-cli.toml',
    program: 'cta-admin',
    path: '/etc/cta/cta-cli.toml',
    schema: admin,
    examples: {
      ...databases('cta-admin'),
      'catalogue.password_file': '"/etc/cta/cta-cli.password"',
      'scheduler.password_file': '"/etc/cta/cta-cli.password"',
    },
  },
];

/** An example: keys that must be given have a value, all others stand there with their default, as comments. */
export function exampleOf({ program, path, schema, examples }: ConfigurationFile): string {
  const bySection = Map.groupBy(describeSchema(schema), ({ key }) => key.slice(0, Math.max(0, key.lastIndexOf('.'))));
  const sections = [...bySection]
    .filter(([section]) => !section.includes('*'))
    .map(([section, keys]) => {
      const lines = keys.map((key) => exampleLines(key, examples[key.key]));
      return `${section === '' ? '' : `[${section}]\n`}${lines.join('')}`;
    });
  return `# Configuration of ${program}, to be put into ${path}. Every key that is not required is shown with its default.\n\n${sections.join('\n')}`;
}

function exampleLines({ key, description, default: standard }: KeyDescription, example: string | undefined): string {
  const name = key.slice(key.lastIndexOf('.') + 1);
  if (example !== undefined) return `# ${description}\n${name} = ${example}\n`;
  if (standard === null) throw new Error(`the example has no value for ${key}, which is required`);
  return `# ${description}\n#${name} = ${standard ?? ''}\n`;
}

/** Its man page, of section 5. */
export function configurationPage(file: ConfigurationFile, version: string, day: string): string {
  const keys = describeSchema(file.schema).map(({ key, type, default: standard, description }) => {
    const given = standard === null ? 'required' : standard === undefined ? 'may be left out' : `default ${standard}`;
    return termed(key, `${description} ${type}; ${given}.`);
  });
  const format = `TOML. An unknown key is refused; durations ("15min") and sizes ("256KiB") are written with their units.
${file.program} --check-config says whether a file is good, --print-config prints what is in force.`;
  return manPage({
    name: file.name,
    section: 5,
    summary: `configuration of ${file.program}`,
    version,
    day,
    parts: [
      ['SYNOPSIS', `\\fI${roff(file.path)}\\fR\n`],
      ['DESCRIPTION', `${roff(format)}\n`],
      ['KEYS', keys.join('')],
      ['FILES', termed(`/usr/share/doc/cta-tape-server/examples/${file.name}`, 'An example with every key.')],
    ],
  });
}
