import { type Program, ProgramGroup, type TomlTables, writeTomlFile } from '@cta/testing';
import type { DatabaseAccess } from './databases.ts';
import { logicalLibrary } from './entities.ts';
import type { Site } from './site.ts';
import type { LibraryDevices } from './virtual-library.ts';
import type { Workspace } from './workspace.ts';

/** The programs of a tape server. */
export interface Services {
  readonly programs: readonly Program[];
  readonly driveNames: readonly string[];
}

/** A service of the product, with what its configuration says besides the databases. */
interface Service {
  readonly app: string;
  readonly instance: string;
  readonly configuration: TomlTables;
}

/** Starts a drive service for each drive and the maintenance service; they are ready once it resolves. */
export async function startServices(
  { workspace, started, signal }: Site,
  access: DatabaseAccess,
  devices: LibraryDevices,
): Promise<Services> {
  const group = started.use(new ProgramGroup());
  const drives = devices.drives.map((device, ordinal) => driveService(device, devices.changer, ordinal));
  const programs: Program[] = [];
  for (const service of [...drives, maintenance]) {
    programs.push(await startService(service, workspace, access, group));
  }
  await Promise.all(programs.map((program) => program.logged('service_ready', signal)));
  return { programs, driveNames: drives.map(({ instance }) => instance) };
}

async function startService(
  { app, instance, configuration }: Service,
  workspace: Workspace,
  access: DatabaseAccess,
  group: ProgramGroup,
): Promise<Program> {
  const file = workspace.path(`${instance}.toml`);
  const database = { url: access.url, password_file: access.passwordFile };
  await writeTomlFile(file, { ...configuration, catalogue: database, scheduler: database });
  return group.start({
    title: `${app} ${instance}`,
    app,
    args: ['--config', file, '--log-format', 'json'],
    logFile: workspace.logFile(instance),
  });
}

const maintenance: Service = {
  app: 'cta-maintd',
  instance: 'maintd',
  configuration: { service: { heartbeat: '2s' }, cycle: { pause: '1s' } },
};

/** A drive service that looks for work and wishes more often than one would where a mount takes minutes. */
function driveService(device: string, changer: string, ordinal: number): Service {
  const name = `VDRIVE${ordinal + 1}`;
  return {
    app: 'cta-taped',
    instance: name,
    configuration: {
      drive: { name, logical_library: logicalLibrary, device, changer, library_ordinal: ordinal, site: 'DEMO' },
      scheduling: { idle_poll: '500ms', desired_state_poll: '500ms', heartbeat: '2s', stop_grace: '5s' },
      'scheduling.mount_criteria': { files: 1 },
    },
  };
}
