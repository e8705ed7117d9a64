import {
  changeMediaType as changeType,
  createMediaType,
  deleteMediaType,
  listMediaTypes as mediaTypesOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's MediaTypeLsItem; what is not known of a media type is not there. */
export interface MediaTypeLsItem extends EntryLogs {
  readonly name: string;
  readonly cartridge: string;
  /** Bytes. */
  readonly capacity: bigint;
  readonly primaryDensityCode?: bigint;
  readonly secondaryDensityCode?: bigint;
  readonly numberOfWraps?: bigint;
  readonly minLpos?: bigint;
  readonly maxLpos?: bigint;
  readonly comment: string;
}

export interface NewMediaType {
  readonly name: string;
  readonly cartridge: string;
  readonly capacityBytes: number;
  readonly primaryDensityCode?: number;
  readonly secondaryDensityCode?: number;
  readonly numberOfWraps?: number;
  readonly minLpos?: number;
  readonly maxLpos?: number;
  readonly comment: string;
}

export function addMediaType({ catalogueDb, author }: AdminContext, type: NewMediaType): Promise<void> {
  const entry = {
    name: type.name,
    cartridge: type.cartridge,
    capacityBytes: BigInt(type.capacityBytes),
    primaryDensityCode: type.primaryDensityCode ?? null,
    secondaryDensityCode: type.secondaryDensityCode ?? null,
    wraps: type.numberOfWraps ?? null,
    minLpos: type.minLpos === undefined ? null : BigInt(type.minLpos),
    maxLpos: type.maxLpos === undefined ? null : BigInt(type.maxLpos),
    comment: type.comment,
  };
  return createMediaType(catalogueDb, entry, author);
}

export interface MediaTypeChange extends Partial<Omit<NewMediaType, 'name' | 'capacityBytes'>> {
  readonly name: string;
}

export function changeMediaType(
  { catalogueDb, author }: AdminContext,
  { name, numberOfWraps, minLpos, maxLpos, ...facts }: MediaTypeChange,
): Promise<void> {
  const change = {
    ...facts,
    ...(numberOfWraps !== undefined && { wraps: numberOfWraps }),
    ...(minLpos !== undefined && { minLpos: BigInt(minLpos) }),
    ...(maxLpos !== undefined && { maxLpos: BigInt(maxLpos) }),
  };
  return changeType(catalogueDb, name, change, author);
}

export function removeMediaType({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteMediaType(catalogueDb, name);
}

export async function listMediaTypes({ catalogueDb }: AdminContext): Promise<readonly MediaTypeLsItem[]> {
  const types = await mediaTypesOf(catalogueDb);
  return types.map((type) => ({
    name: type.name,
    cartridge: type.cartridge,
    capacity: type.capacityBytes,
    ...(type.primaryDensityCode === null ? {} : { primaryDensityCode: BigInt(type.primaryDensityCode) }),
    ...(type.secondaryDensityCode === null ? {} : { secondaryDensityCode: BigInt(type.secondaryDensityCode) }),
    ...(type.wraps === null ? {} : { numberOfWraps: BigInt(type.wraps) }),
    ...(type.minLpos === null ? {} : { minLpos: type.minLpos }),
    ...(type.maxLpos === null ? {} : { maxLpos: type.maxLpos }),
    comment: type.comment,
    ...entryLogsOf(type),
  }));
}
