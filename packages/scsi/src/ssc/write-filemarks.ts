import type { Order } from '../command.ts';

/** WRITE FILEMARKS(6); `immediate` returns before the marks are on the medium, else all buffered data are (SSC-5, 7.15). */
export function writeFilemarks(count: number, { immediate }: { readonly immediate: boolean }): Order {
  return {
    name: 'WRITE FILEMARKS(6)',
    cdb: Uint8Array.of(0x10, immediate ? 0x01 : 0, (count >> 16) & 0xff, (count >> 8) & 0xff, count & 0xff, 0),
  };
}
