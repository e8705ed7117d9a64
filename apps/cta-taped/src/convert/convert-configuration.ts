import type { CatalogueLogin } from '@cta/catalogue';
import type { OldConfiguration, OldSetting } from './old-configuration.ts';
import { type OldOption, oldOptions } from './old-options.ts';
import { type TomlValue, printTomlValue } from './toml-value.ts';

/** What the new configuration needs and cta-taped.conf does not say. */
export interface Supplement {
  readonly catalogueLogin: CatalogueLogin;
  readonly changer: string | undefined;
  /** Where the Catalogue is where absent. */
  readonly schedulerUrl: string | undefined;
  readonly catalogueSchema: string;
  readonly passwordFile: string;
}

/** A configuration of ours, and what a person has to know of how it came about. */
export interface Converted {
  readonly toml: string;
  /** One line for each thing that has no counterpart or could not be read; no values, since they may be secret. */
  readonly remarks: readonly string[];
  /** Keys that must be given before the file is good, each with why. */
  readonly open: readonly string[];
}

/** One key of the new file. */
interface Entry {
  readonly table: string;
  readonly key: string;
  /** Undefined where a person must give it. */
  readonly value: TomlValue | undefined;
  readonly comment: string;
}

/** Makes a configuration of ours of what CTA's says. Pure. */
export function convertConfiguration(old: OldConfiguration, supplement: Supplement): Converted {
  const settings = new Map(old.settings.map((setting) => [nameOf(setting), setting]));
  const known = new Map(oldOptions.map((option) => [nameOf(option), option]));
  const entries = [
    ...oldOptions.flatMap((option) => entriesOf(option, settings.get(nameOf(option)))),
    ...supplementEntries(supplement),
  ];
  const given = entries.map(({ table, key }) => `${table}.${key}`);
  const all = [...entries, ...requiredEntries.filter(({ table, key }) => !given.includes(`${table}.${key}`))];
  const remarks = [
    ...old.settings.flatMap((setting) => remarkOn(setting, known.get(nameOf(setting)))),
    ...old.unreadableLines.map((line) => `line ${line}: not of the form "category key value"`),
    ...passwordRemark(supplement),
  ];
  return {
    toml: printEntries(all, remarks),
    remarks,
    open: all.flatMap(({ table, key, value, comment }) => (value === undefined ? [`${table}.${key}: ${comment}`] : [])),
  };
}

function nameOf({ category, key }: { readonly category: string; readonly key: string }): string {
  return `${category} ${key}`;
}

function entriesOf({ fate, ...option }: OldOption, setting: OldSetting | undefined): readonly Entry[] {
  if (setting === undefined || fate.type === 'explained') return [];
  const values = fate.convert(setting.value);
  if (values === undefined) return [];
  return fate.keys.flatMap((path, index) => {
    const value = values[index];
    return value === undefined ? [] : [entry(path, value, `${nameOf(option)}`)];
  });
}

function entry(path: string, value: TomlValue | undefined, comment: string): Entry {
  const at = path.lastIndexOf('.');
  return { table: path.slice(0, at), key: path.slice(at + 1), value, comment };
}

/** Keys without a default that CTA's file may have left out or said wrongly. */
const requiredEntries: readonly Entry[] = [
  entry('drive.name', undefined, 'taped DriveName is missing'),
  entry('drive.logical_library', undefined, 'taped DriveLogicalLibrary is missing'),
  entry('drive.device', undefined, 'taped DriveDevice is missing'),
  entry('drive.library_ordinal', undefined, 'taped DriveControlPath is missing, or is no smcN'),
];

function supplementEntries(supplement: Supplement): readonly Entry[] {
  const { catalogueLogin: login, changer, schedulerUrl, catalogueSchema, passwordFile } = supplement;
  const url = login.backend === 'postgresql' ? login.url : undefined;
  const hasPassword = login.backend === 'postgresql' && login.password !== undefined;
  const password = (table: string): readonly Entry[] =>
    hasPassword ? [entry(`${table}.password_file`, passwordFile, 'the password of the login file, alone')] : [];
  return [
    entry('drive.changer', changer, 'the device that rmcd was started with, such as "/dev/sg3" (--changer)'),
    entry('catalogue.url', url, url === undefined ? loginProblem(login) : 'login file of the Catalogue'),
    ...password('catalogue'),
    entry('catalogue.schema', catalogueSchema, 'cta-catalogue check says in which schema it is'),
    entry(
      'scheduler.url',
      schedulerUrl ?? url,
      'the SchedulerDB is new: a schema of its own, where you like (--scheduler-url)',
    ),
    ...(schedulerUrl === undefined ? password('scheduler') : []),
  ];
}

function loginProblem(login: CatalogueLogin): string {
  switch (login.backend) {
    case 'postgresql':
      return 'login file of the Catalogue';
    case 'none':
      return "where the Catalogue is; CTA's login file has no login or cannot be read (--login)";
    case 'other':
      return `where the Catalogue is; CTA's login names ${login.name}, and ours is in PostgreSQL`;
  }
}

function passwordRemark({ catalogueLogin: login, passwordFile }: Supplement): readonly string[] {
  if (login.backend !== 'postgresql' || login.password === undefined) return [];
  return [`the password of the login file was not taken over: put it, alone, into ${placeOf(passwordFile)}`];
}

/** Where a credential is until systemd hands it to the service. */
function placeOf(passwordFile: string): string {
  return passwordFile.replace(/^credential:/, '/etc/credstore/');
}

function remarkOn({ value, line, ...name }: OldSetting, option: OldOption | undefined): readonly string[] {
  if (option === undefined) return [`${nameOf(name)} (line ${line}): CTA has no such option; it was left out`];
  const { fate } = option;
  if (fate.type === 'explained') return [`${nameOf(name)}: ${fate.note}`];
  if (fate.convert(value) !== undefined) return [];
  return [
    `${nameOf(name)} (line ${line}): its value cannot be read; ${fate.note === '' ? 'it was left out' : fate.note}`,
  ];
}

function printEntries(entries: readonly Entry[], remarks: readonly string[]): string {
  const tables = [...new Set(entries.map(({ table }) => table))].toSorted(inOrderOfTheFile);
  const sections = tables.map((table) => {
    const lines = entries.filter((each) => each.table === table).map(printEntry);
    return `[${table}]\n${lines.join('')}`;
  });
  const notes = remarks.map((remark) => `# - ${remark}\n`).join('');
  return `${[heading, ...sections].join('\n')}${notes === '' ? '' : `\n# What has no counterpart here:\n${notes}`}`;
}

const heading =
  '# Made of a cta-taped.conf of CTA by cta-taped convert. What is not said has its default: --print-config.\n';

const fileOrder = ['drive', 'catalogue', 'scheduler', 'scheduling', 'archive', 'retrieve', 'transfer', 'logging'];

function inOrderOfTheFile(a: string, b: string): number {
  const rank = (table: string): number => fileOrder.indexOf(table.split('.', 1).join(''));
  return rank(a) - rank(b);
}

function printEntry({ key, value, comment }: Entry): string {
  return value === undefined
    ? `# ${key} =   # to be given: ${comment}\n`
    : `${key} = ${printTomlValue(value)}   # ${comment}\n`;
}
