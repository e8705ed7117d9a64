import {
  changeVirtualOrganization as changeVo,
  createVirtualOrganization,
  deleteVirtualOrganization,
  listVirtualOrganizations as virtualOrganizationsOf,
} from '@cta/catalogue';
import type { AdminContext } from '../admin-context.ts';
import { type EntryLogs, entryLogsOf } from '../entry-logs.ts';

/** Fields of CTA's VirtualOrganizationLsItem. */
export interface VirtualOrganizationLsItem extends EntryLogs {
  readonly name: string;
  readonly readMaxDrives: bigint;
  readonly writeMaxDrives: bigint;
  /** Bytes; 0 for no limit. */
  readonly maxFileSize: bigint;
  readonly diskinstance: string;
  readonly isRepackVo: boolean;
  readonly comment: string;
}

export interface NewVirtualOrganization {
  readonly name: string;
  readonly diskInstance: string;
  readonly readMaxDrives: number;
  readonly writeMaxDrives: number;
  /** No limit where it is 0 or not given. */
  readonly maxFileSizeBytes?: number;
  readonly isRepackVo?: boolean;
  readonly comment: string;
}

export function addVirtualOrganization(
  { catalogueDb, author }: AdminContext,
  { maxFileSizeBytes = 0, isRepackVo = false, ...vo }: NewVirtualOrganization,
): Promise<void> {
  const limit = BigInt(maxFileSizeBytes);
  return createVirtualOrganization(catalogueDb, { ...vo, maxFileSizeBytes: limit, isRepackVo }, author);
}

export interface VirtualOrganizationChange extends Partial<Omit<NewVirtualOrganization, 'name'>> {
  readonly name: string;
}

export function changeVirtualOrganization(
  { catalogueDb, author }: AdminContext,
  { name, maxFileSizeBytes, ...change }: VirtualOrganizationChange,
): Promise<void> {
  const limit = maxFileSizeBytes === undefined ? {} : { maxFileSizeBytes: BigInt(maxFileSizeBytes) };
  return changeVo(catalogueDb, name, { ...change, ...limit }, author);
}

export function removeVirtualOrganization({ catalogueDb }: AdminContext, name: string): Promise<void> {
  return deleteVirtualOrganization(catalogueDb, name);
}

export async function listVirtualOrganizations({
  catalogueDb,
}: AdminContext): Promise<readonly VirtualOrganizationLsItem[]> {
  const organizations = await virtualOrganizationsOf(catalogueDb);
  return organizations.map((vo) => ({
    name: vo.name,
    readMaxDrives: BigInt(vo.readMaxDrives),
    writeMaxDrives: BigInt(vo.writeMaxDrives),
    maxFileSize: vo.maxFileSizeBytes,
    diskinstance: vo.diskInstance,
    isRepackVo: vo.isRepackVo,
    comment: vo.comment,
    ...entryLogsOf(vo),
  }));
}
