import type { LabelDate } from './label-date.ts';

/** Who writes a tape and when, as its labels tell. All of it is the caller's: nothing here asks clock or environment. */
export interface WriterIdentity {
  /** Upper-case name of the site, of up to 8 characters. */
  readonly site: string;
  /** Upper-case host name without its domain; cut to 10 characters. */
  readonly moverHost: string;
  /** INQUIRY bytes 8-15, of up to 8 characters. */
  readonly driveVendor: string;
  /** INQUIRY bytes 16-31; cut to 8 characters. */
  readonly driveModel: string;
  /** Unit serial number, VPD page 80h; cut to 12 characters. */
  readonly driveSerial: string;
  /** Goes after `CTA ` into the system code; cut to 9 characters. */
  readonly softwareVersion: string;
  readonly date: LabelDate;
}
