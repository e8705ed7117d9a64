import type { ModePage } from '../device-server/mode-parameters.ts';
import type { Changer } from './changer.ts';
import { type ElementKind, firstAddresses } from './elements.ts';

const order: readonly ElementKind[] = ['transport', 'slot', 'port', 'drive'];

/** Element address assignment (SMC-3 7.3.4): first address and number of the elements of each kind. */
export const elementAddressAssignment: ModePage<Changer> = {
  page: 0x1d,
  subpage: 0,
  current(changer) {
    const bytes = Buffer.alloc(20);
    bytes.set([0x1d, 18]);
    for (const [index, kind] of order.entries()) {
      bytes.writeUInt16BE(firstAddresses[kind], 2 + 4 * index);
      bytes.writeUInt16BE(changer.ofKind(kind).length, 4 + 4 * index);
    }
    return bytes;
  },
};
