/** A queue, or what is being done for one: fields of CTA's ShowQueuesItem. Sizes in bytes, ages in seconds. */
export interface ShowQueuesItem {
  readonly mountType: 'ARCHIVE_FOR_USER' | 'RETRIEVE' | 'LABEL';
  readonly tapepool: string;
  readonly vo: string;
  readonly logicalLibrary: string;
  readonly vid: string;
  readonly queuedFiles: bigint;
  readonly queuedBytes: bigint;
  readonly oldestAge: bigint;
  readonly priority: bigint;
  readonly minAge: bigint;
  readonly readMaxDrives: bigint;
  readonly writeMaxDrives: bigint;
  readonly curMounts: bigint;
  readonly curFiles: bigint;
  readonly curBytes: bigint;
  readonly tapesCapacity: bigint;
  readonly tapesFiles: bigint;
  readonly tapesBytes: bigint;
  readonly fullTapes: bigint;
  readonly writableTapes: bigint;
  readonly mountPolicies: readonly string[];
}

/** What waits in a queue. */
export type WaitingFields = Pick<
  ShowQueuesItem,
  'queuedFiles' | 'queuedBytes' | 'oldestAge' | 'priority' | 'minAge' | 'mountPolicies'
>;

/** What mounts do for it now. */
export type MountedFields = Pick<ShowQueuesItem, 'curMounts' | 'curFiles' | 'curBytes'>;

/** What its tapes hold. */
export type TapeFields = Pick<
  ShowQueuesItem,
  'tapesCapacity' | 'tapesFiles' | 'tapesBytes' | 'fullTapes' | 'writableTapes'
>;
