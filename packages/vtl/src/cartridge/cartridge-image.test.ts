import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { cleanUp, temporaryFolder } from '../drive/rig.test.ts';
import { exportCartridge, importCartridge, readImageIndex } from './cartridge-image.ts';
import { Cartridge } from './cartridge.ts';

const golden = resolve(process.env['GOLDEN_DIR'] ?? '../shared/golden');
const images = existsSync(golden)
  ? readdirSync(golden).filter((name) => existsSync(join(golden, name, 'index.json')))
  : [];

function blankCartridge(t: TestContext, folder: string): Cartridge {
  Cartridge.create(folder, { vid: 'V00001' });
  const cartridge = Cartridge.open(folder);
  cleanUp(t, () => cartridge.close());
  return cartridge;
}

function writeImage(folder: string, objects: unknown, blocks = Buffer.from('123456789')): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'index.json'), JSON.stringify({ vid: 'V00001', files: [], objects }));
  writeFileSync(join(folder, 'blocks.bin'), blocks);
  return folder;
}

const block = { type: 'block', length: 9, offset: 0, crc32c: 'e3069283' };
const filemark = { type: 'filemark', length: 0, offset: 9 };

test('an image that was imported is exported with the same objects and the same bytes', async (t) => {
  const folder = temporaryFolder(t);
  const image = writeImage(join(folder, 'image'), [block, filemark, filemark]);
  const cartridge = blankCartridge(t, join(folder, 'cartridge'));
  await importCartridge(image, cartridge);
  assert.equal(cartridge.durableCount, 3);
  exportCartridge(cartridge, join(folder, 'exported'));
  assert.deepEqual(readImageIndex(join(folder, 'exported')).objects, [block, filemark, filemark]);
  assert.deepEqual(readFileSync(join(folder, 'exported', 'blocks.bin')), Buffer.from('123456789'));
});

test('an export does not write over what is there', (t) => {
  const folder = temporaryFolder(t);
  const cartridge = blankCartridge(t, join(folder, 'cartridge'));
  assert.throws(
    () => exportCartridge(cartridge, folder),
    (error) => isCondition(error, 'ENTITY_EXISTS'),
  );
});

test('images with gaps, wrong checksums, missing bytes or other content are refused', async (t) => {
  const folder = temporaryFolder(t);
  const cartridge = blankCartridge(t, join(folder, 'cartridge'));
  const broken = {
    gap: writeImage(join(folder, 'gap'), [{ ...block, offset: 1 }]),
    checksum: writeImage(join(folder, 'checksum'), [{ ...block, crc32c: '00000000' }]),
    short: writeImage(join(folder, 'short'), [block], Buffer.from('12345678')),
    type: writeImage(join(folder, 'type'), [{ ...block, type: 'setmark' }]),
    length: writeImage(join(folder, 'length'), [{ ...block, length: -9 }]),
    objects: writeImage(join(folder, 'objects'), 'none'),
  };
  for (const [why, image] of Object.entries(broken)) {
    await assert.rejects(
      importCartridge(image, cartridge),
      (error) => isCondition(error, 'CARTRIDGE_IMAGE_INVALID'),
      why,
    );
  }
  await assert.rejects(importCartridge(join(folder, 'nowhere'), cartridge), (error) =>
    isCondition(error, 'NO_SUCH_ENTITY'),
  );
});

test('an image taken between host and drive is refused as that', async (t) => {
  const folder = temporaryFolder(t);
  const wire = Buffer.concat([Buffer.from('123456789'), Buffer.from('839206e3', 'hex')]);
  const image = writeImage(join(folder, 'wire'), [{ ...block, length: 13, crc32c: '48674bc7' }], wire);
  const cartridge = blankCartridge(t, join(folder, 'cartridge'));
  await assert.rejects(importCartridge(image, cartridge), (error) => isCondition(error, 'CARTRIDGE_IMAGE_ON_WIRE'));
});

test("tapes that CTA's own code has written", { skip: images.length === 0 && `no images in ${golden}` }, async (t) => {
  for (const name of images) {
    await t.test(name, async (t) => {
      const folder = temporaryFolder(t);
      const image = join(golden, name);
      const cartridge = blankCartridge(t, join(folder, 'cartridge'));
      if (name.endsWith('-wire')) {
        await assert.rejects(importCartridge(image, cartridge), (error) =>
          isCondition(error, 'CARTRIDGE_IMAGE_ON_WIRE'),
        );
        return;
      }
      await importCartridge(image, cartridge);
      exportCartridge(cartridge, join(folder, 'exported'));
      const { objects } = JSON.parse(readFileSync(join(image, 'index.json'), 'utf8')) as { objects: unknown };
      assert.deepEqual(readImageIndex(join(folder, 'exported')).objects, objects);
      assert.ok(readFileSync(join(folder, 'exported', 'blocks.bin')).equals(readFileSync(join(image, 'blocks.bin'))));
    });
  }
});
