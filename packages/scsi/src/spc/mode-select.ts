import type { Order } from '../command.ts';
import { encodeModeParameters, type ModeParameters } from './mode-parameters.ts';

/** MODE SELECT(6), page format, nothing saved (SPC-5, 6.12). */
export function modeSelect6(parameters: ModeParameters): Order {
  const dataOut = encodeModeParameters(parameters, 6);
  return { name: 'MODE SELECT(6)', cdb: Uint8Array.of(0x15, 0x10, 0, 0, dataOut.length, 0), dataOut };
}

/** MODE SELECT(10), page format, nothing saved (SPC-5, 6.13). */
export function modeSelect10(parameters: ModeParameters): Order {
  const dataOut = encodeModeParameters(parameters, 10);
  const cdb = Uint8Array.of(0x55, 0x10, 0, 0, 0, 0, 0, dataOut.length >> 8, dataOut.length & 0xff, 0);
  return { name: 'MODE SELECT(10)', cdb, dataOut };
}
