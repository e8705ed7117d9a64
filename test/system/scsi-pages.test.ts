import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type TapeDrive, tapeDriveOver, tapeLibraryOver } from '@cta/hardware';
import {
  controlDataProtection,
  dataCompressionLog,
  dataCompressionPage,
  decodeDataCompression,
  decodeDataProtection,
  deviceIdentification,
  deviceStatusLog,
  FieldView,
  mediumAttributes,
  modeSense10,
  type Query,
  readAttributes,
  readBlockLimits,
  readPosition,
  readPositionLong,
  type ScsiTransport,
  scsiStatus,
  sequentialAccessLog,
  supportedLogPages,
  supportedVitalPages,
  tapeCapacityLog,
  volumeStatisticsLog,
  writeAttributes,
} from '@cta/scsi';
import { createVirtualLibrary, loopbackTransport, openVirtualLibrary, type VirtualLibrary } from '@cta/vtl';

// The drive's side of each page was written by somebody else from the same standards: here the two readings meet.

const folder = mkdtempSync(join(tmpdir(), 'cta-scsi-pages-'));
const { signal } = new AbortController();
const capacityBytes = 64 * 1024 * 1024;
let virtual: VirtualLibrary;
let transport: ScsiTransport;
let drive: TapeDrive;

before(async () => {
  const library = join(folder, 'library');
  createVirtualLibrary(library, { drives: 1, slots: 1, cartridges: [{ vid: 'V00001', capacityBytes }] });
  virtual = await openVirtualLibrary(library);
  const [unit] = virtual.drives;
  assert.ok(unit);
  transport = loopbackTransport(unit, 'host');
  const changer = await tapeLibraryOver(loopbackTransport(virtual.changer, 'host'), { signal });
  drive = await tapeDriveOver(transport, { signal });
  await changer.mount('V00001', 0);
  await drive.waitUntilReady({ timeoutMs: 10_000, signal });
  await drive.write(Buffer.alloc(1000), 1000);
  await drive.writeFilemarks(1, { wait: true });
});
after(async () => {
  await virtual.close();
  rmSync(folder, { recursive: true });
});

async function answer<T>({ name, cdb, allocationBytes, decode }: Query<T>): Promise<T> {
  const dataIn = new Uint8Array(allocationBytes);
  const { status, transferred } = await transport.execute({ cdb, dataIn, timeoutMs: 1000 });
  assert.equal(status, scsiStatus.good, name);
  return decode(new FieldView(dataIn.subarray(0, transferred), 'drive', name));
}

test('vital product data', async () => {
  assert.deepEqual((await answer(supportedVitalPages())).slice(0, 3), [0x00, 0x80, 0x83]);
  const [designator] = await answer(deviceIdentification());
  assert.deepEqual([designator?.association, designator?.type], ['logical-unit', 1]);
  assert.ok(designator?.value.endsWith(drive.identity.serial));
});

test('positions in both forms', async () => {
  const expected = { known: true, partition: 0, logicalObject: 2n, beginningOfPartition: false, endOfPartition: false };
  assert.deepEqual(await answer(readPosition()), expected);
  assert.deepEqual(await answer(readPositionLong()), { ...expected, filemarks: 1n });
});

test('block limits', async () => {
  assert.deepEqual(await answer(readBlockLimits()), { minimumBytes: 1, maximumBytes: 8_388_608 });
});

test('all mode pages at once, and that of data compression', async () => {
  const { header, pages } = await answer(modeSense10({ page: 0x3f }));
  assert.deepEqual([header.bufferedMode, header.block?.blockLengthBytes], [1, 0]);
  const compression = pages.find(({ page }) => page === dataCompressionPage.page);
  assert.ok(compression);
  assert.equal(decodeDataCompression(compression).enabled, true);
});

test('the protection page says what the drive was told', async () => {
  await drive.setProtection('crc32c-read-only');
  const { pages } = await answer(modeSense10(controlDataProtection));
  assert.ok(pages[0]);
  assert.deepEqual(decodeDataProtection(pages[0]), { method: 2, informationBytes: 4, onWrite: false, onRead: true });
  await drive.setProtection('off');
});

test('log pages of the session, the drive and the cartridge', async () => {
  for (const page of [0x0c, 0x11, 0x12, 0x17, 0x1b, 0x2e, 0x31]) {
    assert.ok((await answer(supportedLogPages())).includes(page));
  }
  const { bytesFromHost, bytesToHost, cleaningRequired } = await answer(sequentialAccessLog());
  assert.deepEqual([bytesFromHost, bytesToHost, cleaningRequired], [1000n, 0n, false]);
  const { initialized, mediumPresent, mediumMounted, writeProtected } = await answer(deviceStatusLog());
  assert.deepEqual([initialized, mediumPresent, mediumMounted, writeProtected], [true, true, true, false]);
  assert.equal((await answer(volumeStatisticsLog())).counters.mounts, 1);
  assert.equal((await answer(dataCompressionLog())).bytesFromHost, 1000n);
  assert.equal((await answer(tapeCapacityLog())).maximumMib, 64);
});

test('attributes of the cartridge are read, and written', async () => {
  const attributes = await answer(readAttributes());
  const loads = attributes.find(({ id }) => id === mediumAttributes.loadCount);
  assert.deepEqual([loads?.readOnly, loads?.value.at(-1)], [true, 1]);
  const { cdb, dataOut } = writeAttributes([
    { id: mediumAttributes.barcode, format: 'ascii', value: Buffer.from('V00001'.padEnd(32)) },
  ]);
  assert.ok(dataOut);
  assert.equal((await transport.execute({ cdb, dataOut, timeoutMs: 1000 })).status, scsiStatus.good);
  const barcode = (await answer(readAttributes(mediumAttributes.barcode)))[0];
  assert.equal(
    Buffer.from(barcode?.value ?? [])
      .toString()
      .trim(),
    'V00001',
  );
});
