import type { Query } from '../command.ts';

const allocationBytes = 4096;

/** REPORT LUNS: the logical unit numbers of a target, as 16 hexadecimal digits each (SPC-5, 6.37; SAM-5, 4.7). */
export function reportLuns(): Query<readonly string[]> {
  return {
    name: 'REPORT LUNS',
    cdb: Uint8Array.of(0xa0, 0, 0, 0, 0, 0, 0, 0, allocationBytes >> 8, allocationBytes & 0xff, 0, 0),
    allocationBytes,
    decode: (answer) => {
      const listBytes = answer.u32(0);
      if (listBytes % 8 !== 0) answer.fail(`LUN list of ${listBytes} bytes`);
      const list = answer.part(8, listBytes);
      return Array.from({ length: listBytes / 8 }, (_, i) =>
        list
          .u64(i * 8)
          .toString(16)
          .padStart(16, '0'),
      );
    },
  };
}
