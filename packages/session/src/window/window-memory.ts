/** A drive that protects its blocks appends four bytes of CRC32C to each (SSC-5 8.5.9). */
export const protectionBytes = 4;

const wasmPageBytes = 65_536;
const pageBytes = 4096;
/** A slot's header has a cache line of its own, so that two threads do not fight over one. */
export const wordsPerSlot = 16;

/** What the threads of a session share: the one memory that data ever lies in, and the headers of its slots. */
export interface WindowMemory {
  readonly data: WebAssembly.Memory;
  readonly headers: SharedArrayBuffer;
  readonly slots: number;
  readonly blockBytes: number;
}

/** Bytes from one slot to the next: a block and its protection, from page boundary to page boundary. */
export function slotStrideBytes(blockBytes: number): number {
  return Math.ceil((blockBytes + protectionBytes) / pageBytes) * pageBytes;
}

/** Number of slots that a window of `windowBytes` has; never fewer than a large read of the disk side needs to work ahead. */
export function slotsIn(windowBytes: number, blockBytes: number): number {
  return Math.max(8, Math.floor(windowBytes / slotStrideBytes(blockBytes)));
}

export function allocateWindow(slots: number, blockBytes: number): WindowMemory {
  const pages = Math.ceil((slots * slotStrideBytes(blockBytes)) / wasmPageBytes);
  return {
    data: new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }),
    headers: new SharedArrayBuffer(slots * wordsPerSlot * Int32Array.BYTES_PER_ELEMENT),
    slots,
    blockBytes,
  };
}
