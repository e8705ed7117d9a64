import {
  changeTapePool as changePool,
  createTapePool,
  deleteTapePool,
  listTapePools as tapePoolsOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLog, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's TapePoolLsItem. */
export interface TapePoolLsItem {
  readonly name: string;
  readonly vo: string;
  readonly numTapes: bigint;
  readonly numPartialTapes: bigint;
  readonly numPhysicalFiles: bigint;
  readonly capacityBytes: bigint;
  readonly dataBytes: bigint;
  readonly encrypt: boolean;
  readonly encryptionKeyName: string;
  readonly supplySource: readonly string[];
  readonly supplyDestination: readonly string[];
  readonly created: EntryLog;
  readonly modified: EntryLog;
  readonly comment: string;
}

export interface NewTapePool {
  readonly name: string;
  readonly vo: string;
  /** How many of its tapes are filled at once. */
  readonly partialTapes: number;
  readonly encryptionKeyName?: string;
  /** Tape pools that it gets tapes from, with commas between them. */
  readonly supply?: string;
  readonly comment: string;
}

export function addTapePool({ catalogueDb, author }: AdminContext, pool: NewTapePool): Promise<void> {
  const { name, partialTapes, comment, encryptionKeyName = '', supply = '' } = pool;
  const entry = {
    name,
    virtualOrganization: pool.vo,
    partialTapes,
    encryptionKeyName: keyNameOf(encryptionKeyName),
    suppliedBy: namesIn(supply),
    comment,
  };
  return createTapePool(catalogueDb, entry, author);
}

export interface TapePoolChange extends Partial<Omit<NewTapePool, 'name'>> {
  readonly name: string;
}

/** Changes what is given; an empty supply is none, an empty key name means that it is not encrypted. */
export function changeTapePool(
  { catalogueDb, author }: AdminContext,
  { name, vo, partialTapes, encryptionKeyName, supply, comment }: TapePoolChange,
): Promise<void> {
  const change = {
    ...(vo !== undefined && { virtualOrganization: vo }),
    ...(partialTapes !== undefined && { partialTapes }),
    ...(encryptionKeyName !== undefined && { encryptionKeyName: keyNameOf(encryptionKeyName) }),
    ...(supply !== undefined && { suppliedBy: namesIn(supply) }),
    ...(comment !== undefined && { comment }),
  };
  return changePool(catalogueDb, name, change, author);
}

function namesIn(list: string): readonly string[] {
  return list.split(',').filter((name) => name !== '');
}

function keyNameOf(text: string): string | null {
  return text === '' ? null : text;
}

export function removeTapePool({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteTapePool(catalogueDb, name);
}

export async function listTapePools(
  { catalogueDb }: AdminContext,
  filter: { readonly name?: string; readonly virtualOrganization?: string } = {},
): Promise<readonly TapePoolLsItem[]> {
  const pools = await tapePoolsOf(catalogueDb, filter);
  return pools.map((pool) => {
    const { creationLog: created, lastModificationLog: modified } = entryLogsOf(pool);
    return {
      name: pool.name,
      vo: pool.virtualOrganization,
      numTapes: pool.tapes,
      numPartialTapes: BigInt(pool.partialTapes),
      numPhysicalFiles: pool.physicalFiles,
      capacityBytes: pool.capacityBytes,
      dataBytes: pool.dataBytes,
      encrypt: pool.encryptionKeyName !== null,
      encryptionKeyName: pool.encryptionKeyName ?? '',
      supplySource: pool.suppliedBy,
      supplyDestination: pool.supplies,
      created,
      modified,
      comment: pool.comment,
    };
  });
}
