import { open, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CatalogueLogin, parseCatalogueLogin } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { fromNode } from '@cta/disk';
import { exitStatuses, exitStatusOf } from '@cta/runtime';
import { Command } from 'commander';
import { convertConfiguration, type Converted } from './convert-configuration.ts';
import { type OldConfiguration, parseOldConfiguration, parseTpconfig } from './old-configuration.ts';

interface ConvertOptions {
  readonly output?: string;
  readonly login?: string;
  readonly tpconfig?: string;
  readonly drive?: string;
  readonly changer?: string;
  readonly schedulerUrl?: string;
  readonly catalogueSchema: string;
  readonly passwordFile: string;
}

const usualLogin = '/etc/cta/cta-catalogue.conf';

/** `cta-taped convert OLD.conf`. */
export function convertCommand(): Command {
  return new Command('convert')
    .description("make a configuration of ours of CTA's cta-taped.conf, and say what has no counterpart")
    .argument('<old>', "CTA's configuration file of the drive")
    .option('--output <file>', 'new file that the configuration is written to; printed where absent')
    .option('--login <file>', "CTA's login file of the Catalogue; by default the one that the old file names")
    .option('--tpconfig <file>', 'TPCONFIG of an early CTA, which has the drives that the old file does not name')
    .option('--drive <name>', 'which drive of the TPCONFIG')
    .option('--changer <device>', 'the media changer: a device node, or an iSCSI URL')
    .option('--scheduler-url <url>', "where the SchedulerDB is; by default in the Catalogue's database")
    .option('--catalogue-schema <name>', 'schema that the Catalogue is in', 'public')
    .option(
      '--password-file <file>',
      'file or credential that the password of the login is to be in',
      'credential:cta-taped.catalogue-password',
    )
    .action(async (file: string, options: ConvertOptions) => {
      process.exitCode = await convert(file, options).catch((error: unknown) => {
        process.stderr.write(`${ConditionError.from(error).message}\n`);
        return exitStatusOf(error);
      });
    });
}

/** @returns 0, or the status of a configuration that is not good yet */
async function convert(file: string, options: ConvertOptions): Promise<number> {
  const old = await withDriveOfTpconfig(parseOldConfiguration(await readConfiguration(file)), options);
  const converted = convertConfiguration(old, {
    catalogueLogin: await loginOf(old, options.login),
    changer: options.changer,
    schedulerUrl: options.schedulerUrl,
    catalogueSchema: options.catalogueSchema,
    passwordFile: options.passwordFile,
  });
  if (options.output === undefined) process.stdout.write(converted.toml);
  else await writeNew(options.output, converted.toml);
  process.stderr.write(reportOf(converted));
  return converted.open.length === 0 ? 0 : exitStatuses.CONFIGURATION_INVALID;
}

function reportOf({ remarks, open }: Converted): string {
  const lines = [...remarks.map((remark) => `note     ${remark}`), ...open.map((key) => `give     ${key}`)];
  return lines.map((line) => `${line}\n`).join('');
}

async function withDriveOfTpconfig(
  old: OldConfiguration,
  { tpconfig, drive }: ConvertOptions,
): Promise<OldConfiguration> {
  if (tpconfig === undefined) return old;
  const drives = parseTpconfig(await readConfiguration(tpconfig));
  const found = drives.filter(([name]) => drive === undefined || name?.value === drive);
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) {
    const names = drives.map(([name]) => name?.value).join(', ');
    throw new ConditionError('CONFIGURATION_INVALID', {
      message: `${tpconfig}: which drive (--drive)? It has ${names}`,
    });
  }
  return { ...old, settings: [...only, ...old.settings] };
}

/** A file that is named has to be there; the usual one may be missing on the machine where the conversion is made. */
async function loginOf(old: OldConfiguration, named: string | undefined): Promise<CatalogueLogin> {
  if (named !== undefined) return parseCatalogueLogin(await readConfiguration(named));
  const configured = old.settings.find(({ key }) => key === 'CatalogueConfigFile')?.value ?? usualLogin;
  try {
    return parseCatalogueLogin(await readFile(configured, 'utf8'));
  } catch {
    // The report says that it was not there, and what to give in its place.
    return { backend: 'none' };
  }
}

async function readConfiguration(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConditionError('CONFIGURATION_UNREADABLE', { message: file, details: { file }, cause });
  }
}

/** Of root's files the service reads those of its group, which the folder of configuration has. */
async function writeNew(file: string, content: string): Promise<void> {
  try {
    const { gid } = await stat(dirname(file));
    await using output = await open(file, 'wx', 0o640);
    await output.writeFile(content);
    if (process.geteuid?.() === 0) await output.chown(0, gid);
  } catch (error) {
    throw fromNode(error, file, 'write');
  }
}
