import {
  listDrives,
  listTapePools,
  listVirtualOrganizations,
  type TapeForMount,
  type TapePoolListItem,
  tapesByVid,
  type Vid,
  type VirtualOrganization,
} from '@cta/catalogue';
import {
  type LabelQueue,
  type LiveMount,
  liveMounts,
  type MountType,
  type QueueSummary,
  queueSummaries,
} from '@cta/scheduler';
import type { AdminContext } from '../admin-context.ts';
import type { MountedFields, ShowQueuesItem, TapeFields, WaitingFields } from './show-queues-item.ts';

/**
 * Queues that are not empty, and those that are but have mounts: archive queues by tape pool, then retrieve queues by
 * tape, then libraries with tapes to label.
 */
export async function showQueues(context: AdminContext): Promise<readonly ShowQueuesItem[]> {
  const { archive, retrieve, label } = await queueSummaries(context.schedulerDb);
  const surroundings = await readSurroundings(
    context,
    retrieve.map(({ vid }) => vid),
  );
  return [
    ...archiveItems(new Map(archive.map((queue) => [queue.tapePool, queue])), surroundings),
    ...retrieveItems(new Map(retrieve.map((queue) => [queue.vid, queue])), surroundings),
    ...labelItems(new Map(label.map((queue) => [queue.logicalLibrary, queue])), surroundings),
  ];
}

/** A mount with what it has moved so far. */
type ProgressingMount = LiveMount & { readonly files: bigint; readonly bytes: bigint };

/** All that a list of queues tells beside the queues. */
interface Surroundings {
  readonly nowSeconds: number;
  readonly mounts: readonly ProgressingMount[];
  readonly pools: ReadonlyMap<string, TapePoolListItem>;
  readonly tapes: ReadonlyMap<Vid, TapeForMount>;
  readonly organizations: ReadonlyMap<string, VirtualOrganization>;
}

async function readSurroundings(
  { catalogueDb, schedulerDb }: AdminContext,
  queuedVids: readonly Vid[],
): Promise<Surroundings> {
  const mounts = await liveMounts(schedulerDb);
  const sessions = (await listDrives(catalogueDb)).map(({ session }) => session);
  const vids = new Set([...queuedVids, ...mounts.map(({ vid }) => vid)]);
  const byName = <Item extends { readonly name: string }>(items: readonly Item[]): ReadonlyMap<string, Item> =>
    new Map(items.map((item) => [item.name, item]));
  return {
    nowSeconds: Math.floor(Date.now() / 1000),
    mounts: mounts.map((mount) => {
      const session = sessions.find((one) => one.status === 'TRANSFERING' && one.mount.mountId === mount.mountId);
      const { files = 0n, bytes = 0n } = session?.status === 'TRANSFERING' ? session : {};
      return { ...mount, files, bytes };
    }),
    pools: byName(await listTapePools(catalogueDb)),
    tapes: new Map((await tapesByVid(catalogueDb, [...vids])).map((tape) => [tape.vid, tape])),
    organizations: byName(await listVirtualOrganizations(catalogueDb)),
  };
}

function archiveItems(queues: ReadonlyMap<string, QueueSummary>, around: Surroundings): readonly ShowQueuesItem[] {
  const mounts = mountsOf(around, 'ARCHIVE_FOR_USER', ({ tapePool }) => tapePool);
  return namesOf(queues, mounts).map((tapepool) => {
    const pool = around.pools.get(tapepool);
    return {
      mountType: 'ARCHIVE_FOR_USER',
      tapepool,
      logicalLibrary: '',
      vid: '',
      ...organizationFields(pool?.virtualOrganization, around),
      ...waitingFields(queues.get(tapepool), around),
      ...mountedFields(mounts.get(tapepool)),
      tapesCapacity: pool?.capacityBytes ?? 0n,
      tapesFiles: pool?.physicalFiles ?? 0n,
      tapesBytes: pool?.dataBytes ?? 0n,
      fullTapes: pool?.fullTapes ?? 0n,
      writableTapes: pool?.writableTapes ?? 0n,
    };
  });
}

function retrieveItems(queues: ReadonlyMap<Vid, QueueSummary>, around: Surroundings): readonly ShowQueuesItem[] {
  const mounts = mountsOf(around, 'RETRIEVE', ({ vid }) => vid);
  return namesOf(queues, mounts).map((vid) => {
    const tape = around.tapes.get(vid);
    return {
      mountType: 'RETRIEVE',
      tapepool: tape?.tapePool ?? '',
      logicalLibrary: tape?.logicalLibrary ?? '',
      vid,
      ...organizationFields(tape?.vo, around),
      ...waitingFields(queues.get(vid), around),
      ...mountedFields(mounts.get(vid)),
      ...tapeFields(tape),
    };
  });
}

function labelItems(queues: ReadonlyMap<string, LabelQueue>, around: Surroundings): readonly ShowQueuesItem[] {
  const mounts = mountsOf(around, 'LABEL', ({ logicalLibrary }) => logicalLibrary);
  return namesOf(queues, mounts).map((logicalLibrary) => {
    const queue = queues.get(logicalLibrary);
    return {
      mountType: 'LABEL',
      tapepool: '',
      logicalLibrary,
      vid: '',
      ...organizationFields(undefined, around),
      ...waitingFields(undefined, around),
      queuedFiles: BigInt(queue?.requests ?? 0),
      oldestAge: queue === undefined ? 0n : BigInt(around.nowSeconds - queue.oldestStartTime),
      ...mountedFields(mounts.get(logicalLibrary)),
      ...tapeFields(undefined),
    };
  });
}

function mountsOf<Key extends string>(
  { mounts }: Surroundings,
  type: MountType,
  keyOf: (mount: LiveMount) => Key,
): ReadonlyMap<Key, readonly ProgressingMount[]> {
  return Map.groupBy(
    mounts.filter((mount) => mount.type === type),
    keyOf,
  );
}

function namesOf<Key extends string>(...maps: readonly ReadonlyMap<Key, unknown>[]): readonly Key[] {
  return [...new Set(maps.flatMap((map) => [...map.keys()]))].toSorted((a, b) => (a < b ? -1 : 1));
}

function waitingFields(queue: QueueSummary | undefined, { nowSeconds }: Surroundings): WaitingFields {
  return {
    queuedFiles: BigInt(queue?.jobs ?? 0),
    queuedBytes: queue?.bytes ?? 0n,
    oldestAge: queue === undefined ? 0n : BigInt(nowSeconds - queue.oldestStartTime),
    priority: BigInt(queue?.priority ?? 0),
    minAge: BigInt(queue?.minRequestAge ?? 0),
    mountPolicies: queue?.policies.map(({ name }) => name) ?? [],
  };
}

function mountedFields(mounts: readonly ProgressingMount[] = []): MountedFields {
  return {
    curMounts: BigInt(mounts.length),
    curFiles: mounts.reduce((sum, { files }) => sum + files, 0n),
    curBytes: mounts.reduce((sum, { bytes }) => sum + bytes, 0n),
  };
}

function tapeFields(tape: TapeForMount | undefined): TapeFields {
  return {
    tapesCapacity: tape?.capacityBytes ?? 0n,
    tapesFiles: tape?.lastFseq ?? 0n,
    tapesBytes: tape?.dataBytes ?? 0n,
    fullTapes: tape?.full === true ? 1n : 0n,
    writableTapes: tape?.full === false && tape.state === 'ACTIVE' ? 1n : 0n,
  };
}

function organizationFields(
  name: string | undefined,
  { organizations }: Surroundings,
): Pick<ShowQueuesItem, 'vo' | 'readMaxDrives' | 'writeMaxDrives'> {
  const organization = name === undefined ? undefined : organizations.get(name);
  return {
    vo: name ?? '',
    readMaxDrives: BigInt(organization?.readMaxDrives ?? 0),
    writeMaxDrives: BigInt(organization?.writeMaxDrives ?? 0),
  };
}
