import type { Query } from '../command.ts';
import type { FieldView } from '../field-view.ts';
import { vitalProductData } from './inquiry.ts';

/** One designator of VPD page 83h (SPC-5, 7.8.6). */
export interface Designator {
  readonly association: 'logical-unit' | 'target-port' | 'target-device' | 'reserved';
  /** Designator type: 1 T10 vendor id, 2 EUI-64, 3 NAA, 4 relative port, 8 SCSI name string, … */
  readonly type: number;
  /** As text where the code set is ASCII or UTF-8, else in hexadecimal digits. */
  readonly value: string;
}

const associations = ['logical-unit', 'target-port', 'target-device', 'reserved'] as const;
const codeSets = { binary: 1, ascii: 2, utf8: 3 } as const;

/** VPD page 83h: by which names the unit and its ports are known (SPC-5, 7.8.6). */
export function deviceIdentification(): Query<readonly Designator[]> {
  return vitalProductData(0x83, 4096, decodeDesignators);
}

function decodeDesignators(page: FieldView): readonly Designator[] {
  const designators: Designator[] = [];
  for (let at = 0; at < page.length; ) {
    const length = page.u8(at + 3);
    const codeSet = page.u8(at) & 0x0f;
    const isText = codeSet === codeSets.ascii || codeSet === codeSets.utf8;
    designators.push({
      association: associations[(page.u8(at + 1) >> 4) & 0x03] ?? 'reserved',
      type: page.u8(at + 1) & 0x0f,
      value: isText ? page.ascii(at + 4, length) : Buffer.from(page.bytes(at + 4, length)).toString('hex'),
    });
    at += 4 + length;
  }
  return designators;
}
