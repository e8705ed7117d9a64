/** Element of a media changer: where a cartridge can be (SMC-3, 6.11). */
export interface Element {
  readonly address: number;
  readonly kind: 'transport' | 'slot' | 'port' | 'drive';
  readonly full: boolean;
  /** Volume identifier on the bar code: first six characters of the primary volume tag; absent where none could be read. */
  readonly vid?: string;
  /** Where the cartridge in this element came from. */
  readonly source?: number;
}

/** What a session wants of a library. Drives are named by their ordinal in the changer's element list, from 0. */
export interface TapeLibrary {
  inventory(): Promise<readonly Element[]>;
  /** Moves a cartridge from its slot to a drive; CARTRIDGE_NOT_IN_LIBRARY, CARTRIDGE_IN_USE, DRIVE_NOT_EMPTY… */
  mount(vid: string, driveOrdinal: number): Promise<void>;
  /** Moves the cartridge of a drive home; an empty drive is success. With `vid`, refuses another cartridge. */
  dismount(driveOrdinal: number, vid?: string): Promise<{ readonly moved: boolean }>;
  close(): Promise<void>;
}
