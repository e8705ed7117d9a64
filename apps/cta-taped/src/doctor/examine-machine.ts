import { checkCatalogueSchema } from '@cta/catalogue';
import { isCondition } from '@cta/conditions';
import { hostName, loadConfiguration } from '@cta/runtime';
import { checkSchedulerSchema } from '@cta/scheduler';
import { type Configuration, configurationSchema } from '../configuration.ts';
import { catalogueEntries } from './catalogue-entries.ts';
import { type Check, runChecks } from './check.ts';
import { examineDatabase } from './database-check.ts';
import { failed, type Finding, good, noticed } from './finding.ts';
import { examineFolders } from './folder-check.ts';
import { examineHardware } from './hardware-check.ts';
import { examineHealthAddress } from './health-address-check.ts';
import { examineDevices, examineFiles } from './permission-check.ts';
import { cataloguePrivileges, schedulerPrivileges } from './privileges.ts';
import { examineRuntime } from './runtime-check.ts';
import { becomeServiceUser } from './service-user.ts';

const seconds = 1000;
const runtimeCheck: Check = { subject: 'runtime', boundMs: 10 * seconds, examine: examineRuntime };

/**
 * Examines all that one drive service needs of its machine, before its first start. Changes nothing, neither here nor in the
 * databases nor in the library. As root it ends as the user of the service, whose permissions it examines last.
 */
export async function examineMachine(configurationFile: string, user: string): Promise<readonly Finding[]> {
  const { configuration, findings } = readConfiguration(configurationFile);
  if (configuration === undefined) return [...findings, ...(await runChecks([runtimeCheck]))];
  const found = await runChecks([runtimeCheck, ...outerChecks(configuration)]);
  const asWhom = becomeServiceUser(user);
  const files = await runChecks([filesCheck(configurationFile, configuration)]);
  return [...findings, asWhom, ...files, ...found, ...(await runChecks(userChecks(configuration)))];
}

interface ReadConfiguration {
  /** Undefined where it is not good: then there is nothing else to examine. */
  readonly configuration?: Configuration;
  readonly findings: readonly Finding[];
}

function readConfiguration(file: string): ReadConfiguration {
  const subject = 'configuration';
  try {
    return {
      configuration: loadConfiguration(configurationSchema, file),
      findings: [good(subject, `${file} is good`)],
    };
  } catch (error) {
    const faults = isCondition(error, 'CONFIGURATION_INVALID') ? error.details['errors'] : undefined;
    if (!Array.isArray(faults)) return { findings: [failed(subject, error)] };
    return { findings: faults.map((fault) => noticed(subject, 'CONFIGURATION_INVALID', String(fault))) };
  }
}

/** What is outside of this machine's files, with secrets and capabilities that systemd gives to the service. */
function outerChecks(configuration: Configuration): readonly Check[] {
  const { catalogue, scheduler, drive } = configuration;
  return [
    {
      subject: 'Catalogue',
      boundMs: 60 * seconds,
      examine: () =>
        examineDatabase({
          subject: 'Catalogue',
          configuration: catalogue,
          checkSchema: checkCatalogueSchema,
          privileges: cataloguePrivileges,
          contents: (db) => catalogueEntries(db, drive, hostName()),
        }),
    },
    {
      subject: 'SchedulerDB',
      boundMs: 60 * seconds,
      examine: () =>
        examineDatabase({
          subject: 'SchedulerDB',
          configuration: scheduler,
          checkSchema: checkSchedulerSchema,
          privileges: schedulerPrivileges,
        }),
    },
    { subject: 'hardware', boundMs: 180 * seconds, examine: (signal) => examineHardware(configuration, signal) },
  ];
}

function filesCheck(configurationFile: string, configuration: Configuration): Check {
  return { subject: 'files', boundMs: 30 * seconds, examine: () => examineFiles(configurationFile, configuration) };
}

/** What the user of the service may. */
function userChecks(configuration: Configuration): readonly Check[] {
  const { transfer, health_server: health } = configuration;
  return [
    { subject: 'devices', boundMs: 30 * seconds, examine: () => examineDevices(configuration) },
    { subject: 'disk', boundMs: 30 * seconds, examine: () => examineFolders(transfer.allowed_roots) },
    { subject: 'health server', boundMs: 10 * seconds, examine: () => examineHealthAddress(health) },
  ];
}
