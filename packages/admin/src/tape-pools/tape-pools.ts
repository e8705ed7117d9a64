import { createTapePool, deleteTapePool, listTapePools as tapePoolsOf } from '@cta/catalogue';
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
  const suppliedBy = supply.split(',').filter((source) => source !== '');
  const entry = {
    name,
    virtualOrganization: pool.vo,
    partialTapes,
    encryptionKeyName: encryptionKeyName === '' ? null : encryptionKeyName,
    suppliedBy,
    comment,
  };
  return createTapePool(catalogueDb, entry, author);
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
