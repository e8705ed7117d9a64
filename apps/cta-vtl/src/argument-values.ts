import { ConditionError } from '@cta/conditions';
import { size } from '@cta/runtime';
import { defaultIscsiPort, type IscsiPortal } from '@cta/scsi';

function invalid(text: string, expected: string): ConditionError {
  return new ConditionError('VALUE_INVALID', { message: `'${text}': expected ${expected}`, details: { value: text } });
}

export function parseCount(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw invalid(text, 'a number');
  return Number(text);
}

/** A capacity such as 1GB or 256MiB, in bytes. */
export function parseSize(text: string): number {
  const parsed = size().safeParse(text);
  if (!parsed.success) throw invalid(text, 'a size such as 1GB or 256MiB');
  return parsed.data;
}

/** Names separated by commas. */
export function parseList(text: string): readonly string[] {
  return text.split(',').filter((name) => name !== '');
}

/** HOST:PORT, HOST, or [IPv6]:PORT; port 0 lets the system choose. */
export function parseListenAddress(text: string): IscsiPortal {
  const { host, bare, port } =
    /^(?:\[(?<host>[^\]]+)\]|(?<bare>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const name = host ?? bare;
  const number = port === undefined ? defaultIscsiPort : Number(port);
  if (name === undefined || number > 65535) throw invalid(text, 'HOST:PORT');
  return { host: name, port: number };
}
