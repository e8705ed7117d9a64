import type { Query } from '../command.ts';
import type { FieldView } from '../field-view.ts';

/** Peripheral device types that we meet (SPC-5, 6.7.2). */
export const peripheralTypes = { disk: 0x00, tape: 0x01, changer: 0x08, unknown: 0x1f } as const;

/** Standard INQUIRY data (SPC-5, 6.7.2); texts without their padding. */
export interface InquiryData {
  readonly peripheralType: number;
  /** False where the target says that no device is at this LUN (peripheral qualifier not 000b). */
  readonly connected: boolean;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  /** Whether logical block protection is offered (PROTECT bit; SSC-5, 4.2.27). */
  readonly protect: boolean;
}

const allocationBytes = 96;

/** INQUIRY for the standard data (SPC-5, 6.7). */
export function inquiry(): Query<InquiryData> {
  return { name: 'INQUIRY', cdb: inquiryCdb(allocationBytes), allocationBytes, decode: decodeInquiry };
}

/** INQUIRY for a page of vital product data (SPC-5, 6.7 with EVPD). */
export function vitalProductData<T>(page: number, allocation: number, decode: (answer: FieldView) => T): Query<T> {
  return {
    name: `INQUIRY page ${page.toString(16).padStart(2, '0')}h`,
    cdb: inquiryCdb(allocation, page),
    allocationBytes: allocation,
    decode: (answer) => decode(vitalProductPage(answer, page)),
  };
}

function inquiryCdb(allocation: number, page?: number): Uint8Array {
  return Uint8Array.of(0x12, page === undefined ? 0 : 1, page ?? 0, allocation >> 8, allocation & 0xff, 0);
}

export function decodeInquiry(answer: FieldView): InquiryData {
  const peripheral = answer.u8(0);
  return {
    peripheralType: peripheral & 0x1f,
    connected: peripheral >> 5 === 0,
    vendor: answer.ascii(8, 8),
    product: answer.ascii(16, 16),
    revision: answer.ascii(32, 4),
    protect: answer.bit(5, 0),
  };
}

/** @returns what follows the 4-byte header of a page (SPC-5, 7.8.1), as long as the header says. */
function vitalProductPage(answer: FieldView, page: number): FieldView {
  if (answer.u8(1) !== page) answer.fail(`page ${answer.u8(1)} came, ${page} was asked for`);
  return answer.part(4, answer.u16(2));
}
