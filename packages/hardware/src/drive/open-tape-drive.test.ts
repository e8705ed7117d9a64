import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { operationCodes, scriptedDrive, scriptedDriveDevice } from '../testing/scripted-drive.ts';
import { sense } from '../testing/scripted-transport.ts';
import { openTapeDrive } from './open-tape-drive.ts';
import { tapeDriveOver } from './scsi-tape-drive.ts';

const { signal } = new AbortController();
const options = { signal };
const folder = mkdtempSync(join(tmpdir(), 'cta-drive-'));
after(() => rmSync(folder, { recursive: true }));

test('a drive is identified by INQUIRY and its serial number page', async () => {
  const { drive } = await scriptedDrive();
  assert.deepEqual(drive.identity, { vendor: 'IBM', product: 'ULTRIUM-HH9', revision: 'R3G3', serial: '1097012345' });
});

test('opening sets variable-block mode and buffered writes, whatever the last user has left', async () => {
  const device = scriptedDriveDevice({ protect: false });
  await tapeDriveOver(device, { signal });
  const [select] = device.received.filter(({ cdb }) => cdb[0] === operationCodes.modeSelect);
  assert.deepEqual(select?.cdb, [0x15, 0x10, 0, 0, 12, 0]);
  assert.deepEqual(select?.dataOut, [0, 0, 0x10, 8, 0x60, 0, 0, 0, 0, 0, 0, 0]);
});

test('a drive that takes CRC32C protection offers it, and has it off at first', async () => {
  const { drive, device } = await scriptedDrive();
  assert.equal(drive.protectionSupported, true);
  const buffer = Buffer.alloc(14);
  await drive.write(buffer, 10);
  assert.equal(device.received.at(-1)?.dataOut.length, 10);
});

test('a drive whose INQUIRY says PROTECT but that refuses CRC32C offers none', async () => {
  const device = scriptedDriveDevice();
  device.answer(operationCodes.modeSelect, { sense: sense('5/26/00') });
  assert.equal((await tapeDriveOver(device, { signal })).protectionSupported, false);
});

test('unit attentions of a reset are taken note of, and do not fail the opening', async () => {
  const device = scriptedDriveDevice();
  device.answer(
    operationCodes.modeSense,
    { sense: sense('6/29/00') },
    { sense: sense('6/28/00') },
    { sense: sense('6/2A/01') },
  );
  const notes: string[] = [];
  await tapeDriveOver(device, {
    signal,
    onNote: ({ command, sense: { asc } }) => notes.push(`${command} ${asc.toString(16)}`),
  });
  assert.deepEqual(notes, ['MODE SENSE(6) 29', 'MODE SENSE(6) 28', 'MODE SENSE(6) 2a']);
});

test('unit attentions without end fail the opening', async () => {
  const device = scriptedDriveDevice();
  device.answer(operationCodes.modeSense, ...Array.from({ length: 40 }, () => ({ sense: sense('6/29/00') })));
  await assert.rejects(tapeDriveOver(device, { signal }), (error) => isCondition(error, 'DRIVE_STATE_LOST'));
});

test('a changer is no drive, and its transport is closed', async () => {
  const device = scriptedDriveDevice({ peripheralType: 0x08 });
  await assert.rejects(tapeDriveOver(device, { signal }), (error) => isCondition(error, 'DRIVE_NOT_FOUND'));
  assert.equal(device.closed, true);
});

test('a device file that is not there is DRIVE_NOT_FOUND', async () => {
  await assert.rejects(openTapeDrive(join(folder, 'nst9'), options), (error) => isCondition(error, 'DRIVE_NOT_FOUND'));
});

test('a regular file is no drive', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await assert.rejects(openTapeDrive(file, options), (error) => isCondition(error, 'DRIVE_NOT_FOUND'));
});

test('an iSCSI address that cannot be read is refused', async () => {
  await assert.rejects(openTapeDrive('iscsi://host/', options), (error) =>
    isCondition(error, 'DEVICE_ADDRESS_INVALID'),
  );
});

test('an iSCSI target that nobody listens for is TRANSPORT_UNREACHABLE', async () => {
  const device = 'iscsi://127.0.0.1:1/iqn.2026-01.test:vtl/1';
  await assert.rejects(openTapeDrive(device, options), (error) => isCondition(error, 'TRANSPORT_UNREACHABLE'));
});
