/**
 * Content of the files in the images that CTA's own code wrote: xorshift32, seeded with 0x9E3779B9 xor the low 32 bits of
 * the archive file id, or 1 where that is 0; each word is put out least significant byte first.
 */
export function generatedContent(archiveFileId: bigint, sizeBytes: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  let word = (0x9e3779b9 ^ Number(archiveFileId & 0xffffffffn)) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    word ^= word << 13;
    word ^= word >>> 17;
    word ^= word << 5;
    words[index] = word;
  }
  return new Uint8Array(words.buffer, 0, sizeBytes);
}
