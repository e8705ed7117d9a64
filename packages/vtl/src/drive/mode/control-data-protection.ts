import { invalidParameterField } from '../../device-server/answer.ts';
import type { ModePage } from '../../device-server/mode-parameters.ts';
import { protectionBytes } from '../medium-access/transfer.ts';
import type { Protection, TapeDrive } from '../tape-drive.ts';

const crc32cMethod = 2;
const pageBytes = 32;

/** Control data protection (SSC-5 8.5.9): logical block protection, of each I_T nexus for itself. */
export const controlDataProtection: ModePage<TapeDrive> = {
  page: 0x0a,
  subpage: 0xf0,
  current(drive, { nexus }) {
    const { method, writes, reads } = drive.protectionOf(nexus);
    const bytes = Buffer.alloc(pageBytes);
    bytes.set([0x4a, 0xf0, 0, pageBytes - 4]);
    if (method === 'crc32c') bytes.set([crc32cMethod, protectionBytes], 4);
    bytes[6] = (writes ? 0x80 : 0) | (reads ? 0x40 : 0);
    return bytes;
  },
  select(drive, { nexus }, bytes) {
    drive.protect(nexus, parseProtection(bytes));
  },
};

function parseProtection(bytes: Buffer): Protection {
  const [method, length, flags] = [bytes[4], (bytes[5] ?? 0) & 0x3f, bytes[6] ?? 0];
  const writes = (flags & 0x80) !== 0;
  const reads = (flags & 0x40) !== 0;
  if ((flags & 0x20) !== 0) throw invalidParameterField(6); // RBDP: RECOVER BUFFERED DATA is not offered
  if (method === crc32cMethod) {
    if (length !== protectionBytes) throw invalidParameterField(5);
    return { method: 'crc32c', writes, reads };
  }
  if (method !== 0) throw invalidParameterField(4);
  if (length !== 0) throw invalidParameterField(5);
  if (writes || reads) throw invalidParameterField(6);
  return { method: 'none', writes, reads };
}
