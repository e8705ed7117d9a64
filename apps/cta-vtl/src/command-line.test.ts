import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { OutputStream } from '@cta/runtime';
import { runCommandLine } from './command-line.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-vtl-'));
after(() => rmSync(folder, { recursive: true }));

class Text implements OutputStream {
  text = '';

  write(text: string): void {
    this.text += text;
  }
}

async function run(...words: string[]): Promise<{ status: number; out: string; errors: string }> {
  const [out, errors] = [new Text(), new Text()];
  const status = await runCommandLine(words, { out, errors });
  return { status, out: out.text, errors: errors.text };
}

describe('a library', () => {
  const library = join(folder, 'library');
  const image = join(folder, 'image');

  test('is created with its cartridges', async () => {
    const made = await run(
      'create',
      library,
      '--drives',
      '1',
      '--slots',
      '3',
      '--cartridges',
      'V00001,V00002',
      '--capacity',
      '1GB',
    );
    assert.deepEqual(made, { status: 0, out: '', errors: '' });
    const { out } = await run('cartridge', 'ls', '--library', library);
    assert.equal(out, 'vid     barcode   kind  address\nV00001  V00001L9  slot  1024\nV00002  V00002L9  slot  1025\n');
  });

  test('takes a further cartridge', async () => {
    assert.equal((await run('cartridge', 'add', 'V00003', '--library', library)).status, 0);
    const { out } = await run('cartridge', 'ls', '--json', '--library', library);
    assert.deepEqual(JSON.parse(out)[2], { vid: 'V00003', barcode: 'V00003L9', kind: 'slot', address: 1026 });
  });

  test('gives an image of a cartridge, which another library takes', async () => {
    assert.equal((await run('cartridge', 'export', 'V00001', image, '--library', library)).status, 0);
    assert.deepEqual(readdirSync(image).sort(), ['blocks.bin', 'index.json']);
    const other = join(folder, 'other');
    await run('create', other, '--slots', '1');
    const imported = await run('cartridge', 'import', image, '--library', other);
    assert.deepEqual(imported, { status: 0, out: 'V00001\n', errors: '' });
  });

  const refused = [
    ['another library in its folder', 'U102', ['create', library]],
    ['a cartridge that is there', 'U102', ['cartridge', 'add', 'V00001', '--library', library]],
    ['more cartridges than slots', 'U303', ['cartridge', 'add', 'V00004', '--library', library]],
    [
      'a cartridge that is not there',
      'U101',
      ['cartridge', 'export', 'V00009', join(folder, 'x'), '--library', library],
    ],
    ['a folder that is no library', 'U101', ['cartridge', 'ls', '--library', join(folder, 'nowhere')]],
    ['a size without a unit', 'U104', ['create', join(folder, 'x'), '--capacity', '100']],
    ['a count that is none', 'U104', ['create', join(folder, 'x'), '--drives', 'two']],
    ['a name that is no VID', 'U104', ['create', join(folder, 'x'), '--cartridges', 'v1']],
    ['an address that is none', 'U104', ['serve', library, '--listen', '127.0.0.1:99999']],
  ] as const;
  for (const [name, code, words] of refused) {
    test(`refuses ${name}: ${code}, status 2`, async () => {
      const { status, out, errors } = await run(...words);
      assert.deepEqual([status, out, errors.slice(0, 4)], [2, '', code]);
    });
  }
});

test('words that mean nothing are told, with status 2', async () => {
  const { status, errors } = await run('sreve');
  assert.equal(status, 2);
  assert.match(errors, /unknown command 'sreve'/);
});

test('help is no error', async () => {
  const { status, out } = await run('--help');
  assert.equal(status, 0);
  assert.match(out, /create.*serve.*cartridge/s);
});
