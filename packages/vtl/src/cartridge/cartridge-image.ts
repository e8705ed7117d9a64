import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConditionError } from '@cta/conditions';
import { crc32c } from '@node-rs/crc32';
import { withFile } from '../storage/file-system-error.ts';
import type { Cartridge } from './cartridge.ts';
import {
  type ImageIndex,
  type ImageObject,
  formatImageIndex,
  imageObjectOf,
  invalidImage,
  parseImageIndex,
} from './image-index.ts';

const indexName = 'index.json';
const blocksName = 'blocks.bin';

/**
 * CRC32C of any data that are followed by their own CRC32C, least significant byte first: how an image taken between
 * host and drive is known.
 */
const protectedResidue = '48674bc7';

/** Writes all that is on a cartridge to a new folder: `blocks.bin`, its blocks one after the other, and `index.json`. */
export function exportCartridge(cartridge: Cartridge, folder: string): void {
  withFile(folder, () => mkdirSync(folder));
  const objects: ImageObject[] = [];
  const blocksPath = join(folder, blocksName);
  const descriptor = withFile(blocksPath, () => openSync(blocksPath, 'wx', 0o640));
  try {
    let data = Buffer.alloc(0);
    let offset = 0;
    for (let number = 0; number < cartridge.objects.count; number++) {
      const object = cartridge.objects.at(number);
      if (object === undefined) break;
      objects.push(imageObjectOf(object, offset));
      if (object.kind === 'filemark') continue;
      if (data.length < object.length) data = Buffer.allocUnsafe(object.length);
      const block = data.subarray(0, cartridge.readBlock(number, data));
      withFile(blocksPath, () => writeSync(descriptor, block));
      offset += block.length;
    }
  } finally {
    closeSync(descriptor);
  }
  const { vid } = cartridge.memory;
  const indexPath = join(folder, indexName);
  withFile(indexPath, () =>
    writeFileSync(indexPath, formatImageIndex({ vid, note: 'exported from a virtual cartridge', files: [], objects })),
  );
}

/**
 * Reads the index of an image. CARTRIDGE_IMAGE_INVALID where it is not one; CARTRIDGE_IMAGE_ON_WIRE where its blocks
 * carry their protection behind them, as between host and drive: on a medium they do not.
 */
export function readImageIndex(folder: string): ImageIndex {
  const path = join(folder, indexName);
  const index = parseImageIndex(
    withFile(path, () => readFileSync(path, 'utf8')),
    path,
  );
  const blocks = index.objects.filter((object) => object.type === 'block');
  if (blocks.length > 0 && blocks.every((block) => block.crc32c === protectedResidue)) {
    throw new ConditionError('CARTRIDGE_IMAGE_ON_WIRE', { message: path, details: { path } });
  }
  return index;
}

/** Writes an image to a cartridge, from its beginning, and verifies each block; what was on the cartridge is gone. */
export async function importCartridge(folder: string, cartridge: Cartridge): Promise<void> {
  const { objects } = readImageIndex(folder);
  const path = join(folder, blocksName);
  const descriptor = withFile(path, () => openSync(path, 'r'));
  try {
    cartridge.erase(0);
    for (const [number, object] of objects.entries()) {
      if (object.type === 'filemark') {
        cartridge.writeFilemark(number);
      } else {
        cartridge.writeBlock(number, readImageBlock(descriptor, object, path));
      }
    }
  } finally {
    closeSync(descriptor);
  }
  await cartridge.flush();
}

function readImageBlock(descriptor: number, block: ImageObject & { type: 'block' }, path: string): Uint8Array {
  const data = Buffer.allocUnsafe(block.length);
  const read = withFile(path, () => readSync(descriptor, data, 0, block.length, block.offset));
  if (read < block.length || crc32c(data) !== Number.parseInt(block.crc32c, 16)) {
    throw invalidImage(path, `the block at offset ${block.offset} is not the one that the index names`);
  }
  return data;
}
