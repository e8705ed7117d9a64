import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MountId, Vid } from '@cta/catalogue';
import { ConditionError, type ConditionName } from '@cta/conditions';
import { createLogger } from '@cta/runtime';
import type { Mount } from '@cta/scheduler';
import { sessionEvents } from '../../session-events.ts';
import type { ActivityContext, SessionHolder } from '../activity.ts';
import type { Patiently } from '../drive-parts.ts';
import { clean } from './clean.ts';
import { mountTape } from './mount.ts';

const { signal: never } = new AbortController();
const vid = Vid('V00001');
const mount: Mount = {
  mountId: MountId(7n),
  type: 'ARCHIVE_FOR_USER',
  vid,
  tapePool: 'pool',
  vo: 'vo',
  logicalLibrary: 'library',
  mediaType: 'LTO9',
  vendor: 'vendor',
  capacityBytes: 1n,
  labelFormat: 0,
  lastFseq: 0n,
};
const fault = new ConditionError('LIBRARY_HARDWARE_ERROR', { message: '4/15/01' });

interface World {
  readonly cartridge: SessionHolder['cartridge'];
  /** What the library fails with, where it is to take a cartridge home. */
  readonly dismount: ConditionName;
  /** The cartridge that it shows in the drive. */
  readonly inDrive?: string;
}

/** A drive and its library; the databases know nothing of either, or refuse all. */
function contextOf({ cartridge, dismount, inDrive }: World, database: 'answers' | 'refuses' = 'answers') {
  const sessions: SessionHolder = { current: undefined, cartridge, interrupted: undefined };
  const asked: Patiently = async <T>(connection: string, operation: () => Promise<T>) => {
    if (connection === 'library' || connection === 'drive') return operation();
    if (database === 'refuses') throw new ConditionError('DATABASE_ERROR');
    return Object.assign([], { ofDrive: [], ofTape: [] }) as T;
  };
  const drive = { address: 256, kind: 'drive', full: inDrive !== undefined, vid: inDrive };
  const nothing = (): void => {};
  const context = {
    sessions,
    parts: {
      engine: { unload: () => Promise.resolve() },
      library: { dismount: () => Promise.reject(new ConditionError(dismount)), inventory: async () => [drive] },
      installation: { libraryOrdinal: 0, driveName: 'D1' },
      options: { archiveFetch: { files: 1, bytes: 1 } },
      clock: { now: () => 0 },
      logger: createLogger({ events: sessionEvents, program: 'test', destination: { write: nothing } }),
      patiently: asked,
      insistently: asked,
    },
    pace: { ended: nothing },
    record: { status: nothing, fault: nothing, delivered: () => Promise.resolve() },
    hardware: {
      alerts: { raised: [], fresh: [] },
      look: () => Promise.resolve(),
      lookIfItAnswers: () => Promise.resolve(),
      emptied: () => Promise.resolve(),
    },
    givenUp: { Catalogue: never, SchedulerDB: never },
  } as unknown as ActivityContext;
  return context;
}

function cleaned(world: World) {
  return clean(contextOf(world), { phase: 'cleaning', desired: 'up', stopping: 'no', mount, fault }, never);
}

test('a library that fails in taking home what never left its slot says nothing of the drive', async () => {
  const end = await cleaned({ cartridge: 'home', dismount: 'LIBRARY_HARDWARE_ERROR' });
  assert.deepEqual(end, { type: 'cleaned', blamed: undefined });
});

test('a cartridge that is in the drive after all, or has been there, is stuck', async () => {
  const broken = { dismount: 'LIBRARY_HARDWARE_ERROR' } as const;
  const stuck = { condition: 'LIBRARY_HARDWARE_ERROR' };
  await assert.rejects(cleaned({ ...broken, cartridge: 'home', inDrive: 'V00002' }), stuck);
  await assert.rejects(cleaned({ ...broken, cartridge: 'away' }), stuck);
});

test('a cartridge that was stuck before is not held against the tape of the next mount', async () => {
  const context = contextOf({ cartridge: 'away', dismount: 'LIBRARY_HARDWARE_ERROR' }, 'refuses');
  const mounting = mountTape(context, { phase: 'mounting', desired: 'up', stopping: 'no', mount }, never);
  await assert.rejects(mounting, { condition: 'DATABASE_ERROR' });
  assert.equal(context.sessions.cartridge, 'home');
});
