import type { Query } from '../command.ts';
import { decodeSense, type SenseData } from '../sense/sense-data.ts';

const allocationBytes = 252;

/** REQUEST SENSE, fixed format (SPC-5, 6.39). */
export function requestSense(): Query<SenseData> {
  return {
    name: 'REQUEST SENSE',
    cdb: Uint8Array.of(0x03, 0, 0, 0, allocationBytes, 0),
    allocationBytes,
    decode: (answer) => decodeSense(answer.bytes(0, answer.length)) ?? answer.fail('sense data of no known format'),
  };
}
