import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Cartridge } from '../cartridge/cartridge.ts';
import { cleanUp, codeOf, runnerOf, temporaryFolder } from '../drive/rig.test.ts';
import { createTapeDriveUnit } from '../drive/tape-drive-unit.ts';
import { createChangerUnit } from './changer-unit.ts';
import { layOutElements } from './elements.ts';

/** Two drives, three slots, two ports; V00001 and V00002 in the first slots. */
async function rigOf(t: TestContext) {
  const folder = temporaryFolder(t);
  const drives = ['VTL0000001', 'VTL0000002'].map((serial) => createTapeDriveUnit({ serial }));
  cleanUp(t, () => drives.forEach((drive) => drive.close()));
  const elements = layOutElements(drives, { slots: 3, ports: 2 });
  for (const [index, vid] of ['V00001', 'V00002'].entries()) {
    const home = join(folder, vid);
    Cartridge.create(home, { vid, capacityBytes: 1_000_000 });
    const slot = elements.filter(({ kind }) => kind === 'slot')[index];
    if (slot !== undefined) slot.cartridge = { vid, barcode: `${vid}L9`, folder: home };
  }
  const moves: number[] = [];
  const unit = createChangerUnit(elements, { serial: 'VTLC000001', onMove: () => moves.push(1) });
  const run = runnerOf(unit);
  await run('00 00 00 00 00 00');
  const move = (source: number, destination: number) =>
    run(`a5 00 0000 ${source.toString(16).padStart(4, '0')} ${destination.toString(16).padStart(4, '0')} 0000 00 00`);
  return { run, move, drives, moves, unit };
}

test('INQUIRY and element address assignment', async (t) => {
  const { run } = await rigOf(t);
  const inquiry = await run('12 00 00 00 24 00');
  assert.deepEqual([inquiry.data.length, inquiry.data[0]], [36, 0x08]);
  assert.equal(inquiry.data.subarray(8).toString('latin1'), 'IBM     03584L32        V001');
  const page = await run('1a 08 1d 00 18 00');
  assert.equal(
    page.data.toString('hex'),
    '17000000' + '1d12' + '00000001' + '04000003' + '03000002' + '01000002' + '0000',
  );
});

test('READ ELEMENT STATUS of a slot: header, page and descriptor byte by byte', async (t) => {
  const { run } = await rigOf(t);
  const { data } = await run('b8 12 0400 0001 00 000400 00 00');
  const tag = Buffer.from('V00001L9'.padEnd(32)).toString('hex') + '00000000';
  assert.equal(
    data.toString('hex'),
    [
      '04000001',
      '0000003c',
      '02800034',
      '00000034',
      '0400',
      '09',
      '00',
      '0000',
      '000000',
      '00',
      '0000',
      tag,
      '00000000',
    ].join(''),
  );
});

test('READ ELEMENT STATUS without volume tags, from an address, of a number, and cut by the allocation length', async (t) => {
  const { run } = await rigOf(t);
  const two = await run('b8 02 0401 0005 00 000400 00 00');
  assert.equal(two.data.length, 8 + 8 + 2 * 16);
  assert.deepEqual([two.data.readUInt16BE(0), two.data.readUInt16BE(2), two.data[9]], [0x0401, 2, 0]);
  const all = await run('b8 10 0000 ffff 00 010000 00 00');
  const cut = await run('b8 10 0000 ffff 00 000008 00 00');
  assert.deepEqual([cut.data.length, cut.data.readUIntBE(5, 3)], [8, all.data.length - 8]);
  assert.equal(all.data.readUInt16BE(2), 8);
  const none = await run('b8 12 1000 0001 00 000400 00 00');
  assert.equal(none.data.toString('hex'), '0000000000000000');
  assert.equal(codeOf(await run('b8 05 0000 0001 00 000400 00 00')), '05/24/00');
});

test('DVCID names the drive of a data transfer element by its serial number', async (t) => {
  const { run } = await rigOf(t);
  const { data } = await run('b8 14 0100 0001 01 000400 00 00');
  const descriptor = data.subarray(16);
  assert.deepEqual([...descriptor.subarray(48, 52)], [2, 1, 0, 34]);
  assert.equal(descriptor.subarray(52).toString('latin1'), 'IBM     ULT3580-TD9     VTL0000001');
});

test('a cartridge goes to a drive, is loaded, unloaded and goes home by its source address', async (t) => {
  const { run, move, drives, moves } = await rigOf(t);
  assert.equal((await move(0x400, 0x100)).status, 0);
  assert.equal(drives[0]?.bayState, 'loaded');
  const element = async () => (await run('b8 14 0100 0001 00 000400 00 00')).data.subarray(16);
  const loaded = await element();
  assert.deepEqual([loaded[2], loaded[9], loaded.readUInt16BE(10)], [0x01, 0x80, 0x400]);
  assert.equal(loaded.toString('latin1', 12, 20), 'V00001L9');

  assert.equal(codeOf(await move(0x100, 0x400)), '05/53/02');
  await drives[0]?.execute(Buffer.from('120000006000', 'hex'), new Uint8Array(0), 96, 'host');
  const drive = runnerOf(drives[0] ?? assert.fail());
  await drive('00 00 00 00 00 00');
  await drive('00 00 00 00 00 00');
  await drive('1b 00 00 00 00 00');
  assert.equal((await element())[2], 0x09);
  assert.equal((await move(0x100, 0x400)).status, 0);
  assert.deepEqual([drives[0]?.bayState, (await element())[2], moves.length], ['empty', 0x08, 2]);
});

test('movements that cannot be: empty source, full destination, no such element, another transport', async (t) => {
  const { run, move, moves } = await rigOf(t);
  assert.equal(codeOf(await move(0x402, 0x100)), '05/3b/0e');
  assert.equal(codeOf(await move(0x400, 0x401)), '05/3b/0d');
  assert.equal(codeOf(await move(0x400, 0x500)), '05/21/01');
  assert.equal(codeOf(await move(0x400, 0)), '05/21/01');
  assert.equal(codeOf(await run('a5 00 0007 0400 0100 0000 00 00')), '05/24/00');
  assert.equal((await move(0x400, 0x400)).status, 0);
  assert.equal(moves.length, 0);
});

test('a cartridge put in by hand is an import and a unit attention', async (t) => {
  const { run, unit } = await rigOf(t);
  const port = unit.elements.find(({ kind }) => kind === 'port') ?? assert.fail();
  unit.place({ vid: 'V00009', barcode: 'V00009L9', folder: '/nowhere' }, port);
  assert.equal(codeOf(await run('00 00 00 00 00 00')), '06/28/01');
  assert.equal((await run('b8 13 0300 0001 00 000400 00 00')).data[18], 0x3b);
  await run('1e 00 00 00 01 00');
  assert.equal(codeOf(await run('a5 00 0000 0300 0402 0000 00 00')), '05/53/02');
});
