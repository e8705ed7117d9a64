import { FieldView } from '../../field-view.ts';
import type { ModePage } from '../../spc/mode-parameters.ts';

/** Device Configuration mode page, 10h (SSC-5, 8.5.3). */
export const deviceConfigurationPage = { page: 0x10 } as const;

export interface DeviceConfiguration {
  readonly activePartition: number;
  /** SELECT DATA COMPRESSION ALGORITHM: 0 is no compression. */
  readonly compressionAlgorithm: number;
  /** Write protection that this drive (ASOCWP), the medium for now (PERSWP) or for ever (PRMWP) asks for. */
  readonly associatedWriteProtect: boolean;
  readonly persistentWriteProtect: boolean;
  readonly permanentWriteProtect: boolean;
}

export function decodeDeviceConfiguration({ bytes }: ModePage): DeviceConfiguration {
  const page = new FieldView(bytes, 'drive', 'mode page 10h');
  return {
    activePartition: page.u8(3),
    compressionAlgorithm: page.u8(14),
    associatedWriteProtect: page.bit(15, 2),
    persistentWriteProtect: page.bit(15, 1),
    permanentWriteProtect: page.bit(15, 0),
  };
}
