import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';
import { inspect } from 'node:util';
import { setDrivesUp } from '@cta/admin';
import { type TomlTables, writeTomlFile } from '@cta/testing';
import { ArchiveRig, patienceMs } from './archive-rig.ts';
import { checkLogs } from './log-check.ts';
import { makeDatabases, type RigDatabases } from './rig-databases.ts';
import { enterEntities, enterTape, logicalLibrary, type PoolName } from './rig-entities.ts';
import { type RigCartridge, RigLibrary } from './rig-library.ts';
import { RigService } from './rig-service.ts';

/** A tape of the archive; its cartridge is in the library unless it is said to be missing. */
export interface RigTape extends RigCartridge {
  readonly pool: PoolName;
  readonly isMissing?: true;
}

export interface RigSpec {
  readonly tapes: readonly RigTape[];
  /** Whether the drives show TapeAlert flags without clearing them; true where absent. */
  readonly tapeAlertResponse?: boolean;
  /** Databases of the test file's own, in place of one that it shares a server for. */
  readonly databases?: RigDatabases;
  /** Tables of the drive services' configuration, in place of the usual ones. */
  readonly taped?: TomlTables;
  readonly maintd?: TomlTables;
}

const driveNames = ['RIGDRIVE1', 'RIGDRIVE2'] as const;

/** A drive that looks for work and wishes more often than one would where a mount takes minutes. */
const quickDrive: TomlTables = {
  scheduling: { idle_poll: '150ms', desired_state_poll: '150ms', heartbeat: '500ms', stop_grace: '5s' },
  'scheduling.mount_criteria': { files: 1 },
  // Lines that are written at this level alone are held to the rules as well.
  logging: { level: 'debug' },
};

const quickMaintenance: TomlTables = {
  logging: { level: 'debug' },
  service: { heartbeat: '1s' },
  cycle: { pause: '300ms' },
};

/** Builds an archive for the test file that calls it, starts it, and sets the drives up. */
export async function startRig(spec: RigSpec): Promise<ArchiveRig> {
  const rig = await buildRig(spec);
  await rig.startServices();
  await setDrivesUp(rig.admin, { pattern: '.*', reason: '' });
  return rig;
}

/**
 * Builds an archive for the test file that calls it, with its library served and no service started. When the file has
 * ended all is stopped and removed; after a test that failed the ends of all logs are printed.
 */
export async function buildRig(spec: RigSpec): Promise<ArchiveRig> {
  const stack = new AsyncDisposableStack();
  // Before the database enters its own hook: the services are stopped while it is still there.
  after(() => stack.disposeAsync().catch(failFile));
  try {
    const rig = await assemble(spec, stack);
    afterEach((test) => {
      if ('error' in test && test.error !== null) test.diagnostic(rig.endsOfLogs());
    });
    return rig;
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Fails the file, and not the hook: node runs no hook after one that failed, and what others end would go on for ever. */
function failFile(error: unknown): void {
  process.stderr.write(`${inspect(error)}\n`);
  process.exitCode = 1;
}

async function assemble(spec: RigSpec, stack: AsyncDisposableStack): Promise<ArchiveRig> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cta-rig-')));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  // By then all programs have ended.
  stack.defer(() => checkLogs(folder));
  const diskFolder = join(folder, 'disk');
  await mkdir(diskFolder);
  const { admin, section } = spec.databases ?? (await makeDatabases(folder));
  await enterEntities(admin);
  for (const { vid, pool } of spec.tapes) await enterTape(admin, vid, pool);
  const cartridges = spec.tapes.filter(({ isMissing }) => isMissing !== true);
  const library = stack.use(await RigLibrary.create(folder, cartridges, spec));
  await library.serve(AbortSignal.timeout(patienceMs));

  const databases = { catalogue: section, scheduler: section };
  const adminConfiguration = join(folder, 'cta-admin.toml');
  await writeTomlFile(adminConfiguration, databases);
  const drive = (ordinal: 0 | 1): RigService => {
    const instance = driveNames[ordinal];
    const configure = (): TomlTables => ({
      drive: { name: instance, logical_library: logicalLibrary, ...library.deviceOf(ordinal) },
      ...quickDrive,
      ...databases,
      ...spec.taped,
      transfer: { allowed_roots: [diskFolder], ...spec.taped?.['transfer'] },
    });
    return stack.use(new RigService({ folder, app: 'cta-taped', instance, configure }));
  };
  const configure = (): TomlTables => ({ ...quickMaintenance, ...databases, ...spec.maintd });
  const maintd = stack.use(new RigService({ folder, app: 'cta-maintd', instance: 'maintd', configure }));
  return new ArchiveRig({
    folder,
    admin,
    library,
    drives: [drive(0), drive(1)],
    maintd,
    adminConfiguration,
    databaseSection: section,
  });
}
