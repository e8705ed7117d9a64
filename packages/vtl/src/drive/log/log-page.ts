import type { LoadedMedium, TapeDrive } from '../tape-drive.ts';

/** A parameter of a log page (SPC-5 7.3.2.2): a number of so many bytes, bytes as they are, or text. */
export interface LogParameter {
  readonly code: number;
  readonly value: Buffer;
  /** FORMAT AND LINKING: 0 bounded counter, 1 ASCII list, 2 unbounded counter, 3 binary list. */
  readonly format: 0 | 1 | 2 | 3;
}

/** A log page of the drive. */
export interface LogPage {
  readonly page: number;
  parameters(drive: TapeDrive): readonly LogParameter[];
  /** Done once the page has been read, for pages whose content that changes. */
  afterRead?(drive: TapeDrive): void;
  /** LOG SELECT with PCR: counters back to nought. */
  reset?(drive: TapeDrive): void;
}

export function counter(code: number, value: number, bytes: number): LogParameter {
  return { code, value: unsigned(value, bytes), format: 2 };
}

export function binary(code: number, value: Buffer): LogParameter {
  return { code, value, format: 3 };
}

export function text(code: number, value: string): LogParameter {
  return { code, value: Buffer.from(value, 'latin1'), format: 1 };
}

export function unsigned(value: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(Math.max(0, Math.floor(value))));
  return buffer.subarray(8 - bytes);
}

export function loadedMedium({ bay }: TapeDrive): LoadedMedium | undefined {
  return bay.state === 'loaded' ? bay : undefined;
}

export function encodeLogPage({ page }: LogPage, parameters: readonly LogParameter[]): Buffer {
  const body = Buffer.concat(parameters.map(encodeLogParameter));
  const header = Buffer.from([page, 0, 0, 0]);
  header.writeUInt16BE(body.length, 2);
  return Buffer.concat([header, body]);
}

function encodeLogParameter({ code, value, format }: LogParameter): Buffer {
  const header = Buffer.from([0, 0, format, value.length]);
  header.writeUInt16BE(code, 0);
  return Buffer.concat([header, value]);
}
