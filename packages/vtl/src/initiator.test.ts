/** The initiator's command sets read the standards a second time, by somebody else: what the devices answer must be what they understand. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type DeviceKind,
  FieldView,
  type LogicalUnit,
  type Order,
  type Query,
  controlDataProtection,
  dataCompressionLog,
  decodeDataProtection,
  decodeSense,
  deviceIdentification,
  deviceStatusLog,
  elementAddressAssignment,
  inquiry,
  loadUnload,
  locate,
  mediumAttributes,
  modeSelect6,
  modeSense10,
  modeSense6,
  moveMedium,
  protectionMethods,
  readAttributes,
  readBlockLimits,
  readElementStatus,
  readPosition,
  readPositionLong,
  requestSense,
  rewind,
  sequentialAccessLog,
  space,
  supportedLogPages,
  supportedVitalPages,
  tapeAlertLog,
  tapeAlertResponseLog,
  tapeCapacityLog,
  testUnitReady,
  unitSerialNumber,
  volumeStatisticsLog,
  withDataProtection,
  writeAttributes,
  writeFilemarks,
} from '@cta/scsi';
import { loopbackTransport } from './device-server/loopback-transport.ts';
import { cleanUp, temporaryFolder } from './drive/rig.test.ts';
import { createVirtualLibrary } from './library/create-library.ts';
import { openVirtualLibrary } from './library/virtual-library.ts';

function hostOf(unit: LogicalUnit, kind: DeviceKind) {
  const transport = loopbackTransport(unit, 'host');
  const execute = async (command: Order, dataIn?: Uint8Array) => {
    const { name, cdb, dataOut } = command;
    const data = { ...(dataOut !== undefined && { dataOut }), ...(dataIn !== undefined && { dataIn }) };
    const { status, sense, transferred } = await transport.execute({ cdb, timeoutMs: 10_000, ...data });
    assert.equal(status, 0, `${name}: ${Buffer.from(sense ?? []).toString('hex')}`);
    return transferred;
  };
  const ask = async <T>(query: Query<T>): Promise<T> => {
    const data = new Uint8Array(query.allocationBytes);
    const transferred = await execute(query, data);
    return query.decode(new FieldView(data.subarray(0, transferred), kind, query.name));
  };
  const attention = async () => {
    const { sense } = await transport.execute({ cdb: testUnitReady().cdb, timeoutMs: 10_000 });
    const decoded = decodeSense(sense ?? new Uint8Array(0)) ?? assert.fail('no sense data');
    return [decoded.key, decoded.asc, decoded.ascq];
  };
  return { transport, execute, ask, attention };
}

async function hosts(t: TestContext) {
  const folder = join(temporaryFolder(t), 'library');
  createVirtualLibrary(folder, {
    drives: 2,
    slots: 3,
    ports: 2,
    cartridges: [{ vid: 'V00001', capacityBytes: 64 * 2 ** 20 }],
  });
  const library = await openVirtualLibrary(folder);
  cleanUp(t, () => library.close());
  const changer = hostOf(library.changer, 'changer');
  const [unit] = library.drives;
  const drive = hostOf(unit ?? assert.fail(), 'drive');
  assert.deepEqual(await changer.attention(), [6, 0x29, 0]);
  assert.deepEqual(await drive.attention(), [6, 0x29, 0]);
  return { library, changer, drive };
}

async function loadedHosts(t: TestContext) {
  const all = await hosts(t);
  await all.changer.execute(moveMedium(1024, 256));
  assert.deepEqual(await all.drive.attention(), [6, 0x28, 0]);
  await all.drive.execute(testUnitReady());
  return all;
}

test('who the units are', async (t) => {
  const { drive, changer } = await hosts(t);
  const answer = await drive.ask(inquiry());
  assert.deepEqual(
    [answer.vendor, answer.product, answer.revision, answer.protect],
    ['IBM', 'ULT3580-TD9', 'V001', true],
  );
  assert.equal((await changer.ask(inquiry())).product, '03584L32');
  assert.equal(await drive.ask(unitSerialNumber()), 'VTL0000001');
  assert.deepEqual(await drive.ask(supportedVitalPages()), [0, 0x80, 0x83, 0xb0, 0xb1]);
  assert.deepEqual(await drive.ask(deviceIdentification()), [
    { association: 'logical-unit', type: 1, value: 'IBM     ULT3580-TD9     VTL0000001' },
  ]);
  assert.deepEqual((await drive.ask(requestSense())).key, 0);
});

test('the elements of the library, before and after a movement', async (t) => {
  const { changer, drive } = await hosts(t);
  const elements = await changer.ask(elementAddressAssignment());
  assert.deepEqual(elements.slot, { first: 1024, count: 3 });
  assert.deepEqual(elements.drive, { first: 256, count: 2 });
  const [home] = await changer.ask(readElementStatus({ type: 'slot', first: 1024, count: 3 }));
  assert.deepEqual(home, {
    address: 1024,
    type: 'slot',
    full: true,
    accessible: true,
    imported: false,
    volumeTag: 'V00001L9',
  });
  await changer.execute(moveMedium(1024, 256));
  const bay = async () => (await changer.ask(readElementStatus({ type: 'drive', first: 256, count: 1 })))[0];
  const loaded = {
    address: 256,
    type: 'drive',
    full: true,
    accessible: false,
    imported: false,
    source: 1024,
    volumeTag: 'V00001L9',
  };
  assert.deepEqual(await bay(), loaded);
  await drive.attention();
  await drive.execute(loadUnload('unload'));
  assert.deepEqual(await bay(), { ...loaded, accessible: true });
});

test('positions', async (t) => {
  const { drive } = await loadedHosts(t);
  await drive.transport.execute({
    cdb: Buffer.from('0a0000006400', 'hex'),
    dataOut: new Uint8Array(100),
    timeoutMs: 10_000,
  });
  await drive.execute(writeFilemarks(2, { immediate: true }));
  await drive.execute(writeFilemarks(0, { immediate: false }));
  const here = { known: true, partition: 0, logicalObject: 3n, beginningOfPartition: false, endOfPartition: false };
  assert.deepEqual(await drive.ask(readPosition()), here);
  assert.deepEqual(await drive.ask(readPositionLong()), { ...here, filemarks: 2n });
  await drive.execute(space('filemarks', -1));
  assert.deepEqual(await drive.ask(readPosition()), { ...here, logicalObject: 2n });
  await drive.execute(locate(1));
  assert.deepEqual(await drive.ask(readPosition()), { ...here, logicalObject: 1n });
  await drive.execute(rewind());
  assert.deepEqual(await drive.ask(readPosition()), { ...here, logicalObject: 0n, beginningOfPartition: true });
});

test('modes: header, block protection there and back', async (t) => {
  const { drive } = await loadedHosts(t);
  assert.deepEqual(
    await drive.ask(readBlockLimits()).then(({ maximumBytes, minimumBytes }) => [minimumBytes, maximumBytes]),
    [1, 8 * 2 ** 20],
  );
  for (const sense of [modeSense6, modeSense10]) {
    const { header, pages } = await drive.ask(sense(controlDataProtection));
    assert.deepEqual([header.bufferedMode, header.writeProtected, header.block?.densityCode], [1, false, 0x60]);
    assert.equal(pages.length, 1);
  }
  const before = await drive.ask(modeSense6(controlDataProtection));
  const wanted = { method: protectionMethods.crc32c, informationBytes: 4, onWrite: true, onRead: true };
  await drive.execute(modeSelect6({ ...before, pages: before.pages.map((page) => withDataProtection(page, wanted)) }));
  const [page] = (await drive.ask(modeSense6(controlDataProtection))).pages;
  assert.deepEqual(decodeDataProtection(page ?? assert.fail()), wanted);
});

test('log pages', async (t) => {
  const { drive, library } = await loadedHosts(t);
  assert.deepEqual(await drive.ask(supportedLogPages()), [0, 2, 3, 0x0c, 0x11, 0x12, 0x17, 0x1b, 0x2e, 0x31]);
  await drive.transport.execute({
    cdb: Buffer.from('0a0040000000', 'hex'),
    dataOut: new Uint8Array(2 ** 22),
    timeoutMs: 10_000,
  });
  assert.equal((await drive.ask(sequentialAccessLog())).bytesFromHost, 4_194_304n);
  assert.equal((await drive.ask(dataCompressionLog())).bytesToMedium, 4_194_304n);
  assert.deepEqual(await drive.ask(tapeCapacityLog()), { remainingMib: 60, maximumMib: 64 });
  const status = await drive.ask(deviceStatusLog());
  assert.deepEqual(
    [status.initialized, status.mediumPresent, status.mediumMounted, status.writeProtected],
    [true, true, true, false],
  );
  const volume = await drive.ask(volumeStatisticsLog());
  assert.deepEqual(
    [volume.counters.mounts, volume.counters.lifetimeMegabytesWritten, volume.serialNumber, volume.worm],
    [1, 4, 'V00001', false],
  );
  library.drives[0]?.raiseTapeAlert(0x14);
  library.drives[0]?.raiseTapeAlert(0x3b);
  assert.deepEqual(await drive.ask(tapeAlertResponseLog()), [0x14, 0x3b]);
  assert.deepEqual(await drive.ask(tapeAlertLog()), [0x14, 0x3b]);
  assert.deepEqual(await drive.ask(tapeAlertResponseLog()), []);
});

test("the cartridge's memory", async (t) => {
  const { drive } = await loadedHosts(t);
  const text = Uint8Array.from(Buffer.from('pool_1'.padEnd(160)));
  await drive.execute(writeAttributes([{ id: mediumAttributes.mediaPool, format: 'text', value: text }]));
  const attributes = new Map((await drive.ask(readAttributes())).map((attribute) => [attribute.id, attribute]));
  assert.deepEqual(attributes.get(mediumAttributes.mediaPool), {
    id: 0x0808,
    format: 'text',
    readOnly: false,
    value: text,
  });
  assert.equal(
    Buffer.from(attributes.get(mediumAttributes.barcode)?.value ?? [])
      .toString()
      .trimEnd(),
    'V00001L9',
  );
  assert.deepEqual([...(attributes.get(mediumAttributes.mediumType)?.value ?? [])], [0]);
});
