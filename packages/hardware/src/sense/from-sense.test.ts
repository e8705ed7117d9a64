import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConditionName } from '@cta/conditions';
import { type DeviceKind, decodeSense } from '@cta/scsi';
import { sense } from '../testing/scripted-transport.ts';
import { fromSense } from './from-sense.ts';
import { changerSenseRows, deferredSenseRows, driveSenseRows, type Operation } from './sense-conditions.ts';

type Vector = readonly [code: string, operation: Operation, condition: ConditionName];

function conditionOf(device: DeviceKind, code: string, operation: Operation, deferred = false): ConditionName {
  const decoded = decodeSense(sense(code, { deferred }));
  assert.ok(decoded);
  return fromSense(decoded, { device, command: 'TEST', operation }).condition;
}

const driveVectors: readonly Vector[] = [
  ['4/10/01', 'write', 'BLOCK_PROTECTION_MISMATCH'],
  ['B/10/01', 'write', 'BLOCK_PROTECTION_MISMATCH'],
  ['3/10/05', 'read', 'BLOCK_PROTECTION_MISMATCH'],
  ['7/30/0C', 'write', 'MEDIUM_WORM_OVERWRITE'],
  ['2/30/03', 'load', 'MEDIUM_INCOMPATIBLE'],
  ['5/30/00', 'read', 'MEDIUM_INCOMPATIBLE'],
  ['3/30/02', 'load', 'MEDIUM_INCOMPATIBLE'],
  ['2/3A/00', 'read', 'MEDIUM_NOT_PRESENT'],
  ['5/3A/04', 'inquire', 'MEDIUM_NOT_PRESENT'],
  ['7/74/02', 'read', 'MEDIUM_ENCRYPTED'],
  ['3/74/03', 'read', 'MEDIUM_ENCRYPTED'],
  ['5/53/02', 'unload', 'DRIVE_UNLOAD_FAILED'],
  ['4/53/01', 'unload', 'DRIVE_UNLOAD_FAILED'],
  ['3/53/00', 'load', 'DRIVE_LOAD_FAILED'],
  ['4/53/04', 'inquire', 'DRIVE_LOAD_FAILED'],
  ['2/04/03', 'load', 'DRIVE_LOAD_FAILED'],
  ['2/04/01', 'read', 'DRIVE_NOT_READY'],
  ['2/3E/00', 'inquire', 'DRIVE_NOT_READY'],
  ['3/52/00', 'load', 'DRIVE_LOAD_FAILED'],
  ['3/52/00', 'unload', 'DRIVE_UNLOAD_FAILED'],
  ['3/14/00', 'read', 'MEDIUM_POSITIONING_FAILED'],
  ['3/15/02', 'write', 'MEDIUM_POSITIONING_FAILED'],
  ['3/03/02', 'read', 'MEDIUM_WRITE_ERROR'],
  ['3/0C/00', 'position', 'MEDIUM_WRITE_ERROR'],
  ['3/50/00', 'position', 'MEDIUM_WRITE_ERROR'],
  ['3/51/00', 'position', 'MEDIUM_WRITE_ERROR'],
  ['3/11/00', 'position', 'MEDIUM_READ_ERROR'],
  ['3/09/00', 'write', 'MEDIUM_WRITE_ERROR'],
  ['3/09/00', 'position', 'MEDIUM_POSITIONING_FAILED'],
  ['3/09/00', 'read', 'MEDIUM_READ_ERROR'],
  ['3/31/00', 'inquire', 'MEDIUM_READ_ERROR'],
  ['4/44/00', 'read', 'DRIVE_HARDWARE_ERROR'],
  ['4/09/00', 'write', 'DRIVE_HARDWARE_ERROR'],
  ['5/25/00', 'inquire', 'DRIVE_NOT_FOUND'],
  ['5/20/00', 'inquire', 'DRIVE_ILLEGAL_REQUEST'],
  ['5/24/00', 'write', 'DRIVE_ILLEGAL_REQUEST'],
  ['6/28/00', 'read', 'DRIVE_STATE_LOST'],
  ['6/29/00', 'write', 'DRIVE_STATE_LOST'],
  ['7/27/00', 'read', 'MEDIUM_WRITE_PROTECTED'],
  ['7/5A/02', 'write', 'MEDIUM_WRITE_PROTECTED'],
  ['7/00/00', 'read', 'MEDIUM_READ_ERROR'],
  ['8/14/03', 'position', 'MEDIUM_POSITIONING_FAILED'],
  ['8/00/05', 'read', 'END_OF_DATA'],
  ['8/00/00', 'position', 'END_OF_DATA'],
  ['B/47/00', 'write', 'DRIVE_COMMAND_ABORTED'],
  ['D/00/02', 'write', 'MEDIUM_FULL'],
  ['0/00/04', 'position', 'BEGINNING_OF_MEDIUM'],
  ['9/80/01', 'read', 'DRIVE_COMMAND_FAILED'],
  ['E/1D/00', 'read', 'DRIVE_COMMAND_FAILED'],
];

const deferredVectors: readonly Vector[] = [
  ['3/0C/00', 'position', 'MEDIUM_WRITE_ERROR'],
  ['3/11/00', 'read', 'MEDIUM_WRITE_ERROR'],
  ['D/00/02', 'write', 'MEDIUM_WRITE_ERROR'],
  ['7/27/00', 'inquire', 'MEDIUM_WRITE_PROTECTED'],
  ['7/26/00', 'read', 'MEDIUM_WRITE_PROTECTED'],
  ['4/44/00', 'read', 'DRIVE_HARDWARE_ERROR'],
];

const changerVectors: readonly Vector[] = [
  ['2/04/00', 'move', 'LIBRARY_BECOMING_READY'],
  ['2/04/01', 'inquire', 'LIBRARY_BECOMING_READY'],
  ['2/04/09', 'move', 'LIBRARY_BECOMING_READY'],
  ['2/04/85', 'move', 'LIBRARY_BECOMING_READY'],
  ['0/30/03', 'move', 'LIBRARY_BECOMING_READY'],
  ['2/04/02', 'move', 'LIBRARY_NOT_READY'],
  ['2/04/03', 'move', 'LIBRARY_NOT_READY'],
  ['2/04/18', 'move', 'LIBRARY_NOT_READY'],
  ['2/5A/01', 'move', 'LIBRARY_NOT_READY'],
  ['5/3B/0D', 'move', 'ELEMENT_OCCUPIED'],
  ['5/3B/0E', 'move', 'ELEMENT_EMPTY'],
  ['5/3A/00', 'move', 'ELEMENT_EMPTY'],
  ['5/53/02', 'move', 'DRIVE_HOLDS_CARTRIDGE'],
  ['4/53/03', 'move', 'DRIVE_HOLDS_CARTRIDGE'],
  ['4/15/01', 'move', 'LIBRARY_HARDWARE_ERROR'],
  ['4/40/02', 'move', 'LIBRARY_HARDWARE_ERROR'],
  ['5/25/00', 'inquire', 'LIBRARY_NOT_FOUND'],
  ['5/21/01', 'move', 'LIBRARY_ILLEGAL_REQUEST'],
  ['5/24/00', 'inquire', 'LIBRARY_ILLEGAL_REQUEST'],
  ['6/28/00', 'inquire', 'LIBRARY_STATE_CHANGED'],
  ['6/28/01', 'inquire', 'LIBRARY_STATE_CHANGED'],
  ['6/29/07', 'move', 'LIBRARY_STATE_CHANGED'],
  ['6/3F/01', 'move', 'LIBRARY_STATE_CHANGED'],
  ['B/08/01', 'move', 'LIBRARY_COMMAND_FAILED'],
  ['3/11/00', 'move', 'LIBRARY_COMMAND_FAILED'],
];

for (const [code, operation, condition] of driveVectors) {
  test(`drive: ${code} during ${operation} is ${condition}`, () => {
    assert.equal(conditionOf('drive', code, operation), condition);
  });
}

for (const [code, operation, condition] of deferredVectors) {
  test(`drive: deferred ${code} told during ${operation} is ${condition}`, () => {
    assert.equal(conditionOf('drive', code, operation, true), condition);
  });
}

for (const [code, operation, condition] of changerVectors) {
  test(`changer: ${code} during ${operation} is ${condition}`, () => {
    assert.equal(conditionOf('changer', code, operation), condition);
  });
}

test('every condition of the tables has a vector', () => {
  const named = (rows: readonly { readonly condition: ConditionName }[]): Set<ConditionName> =>
    new Set(rows.map(({ condition }) => condition));
  const tried = (vectors: readonly Vector[]): Set<ConditionName> =>
    new Set(vectors.map(([, , condition]) => condition));
  assert.deepEqual(named(driveSenseRows).difference(tried(driveVectors)), new Set());
  assert.deepEqual(named(deferredSenseRows).difference(tried(deferredVectors)), new Set());
  assert.deepEqual(named(changerSenseRows).difference(tried(changerVectors)), new Set());
});

test('a condition names the command and carries the numbers', () => {
  const decoded = decodeSense(sense('3/11/00'));
  assert.ok(decoded);
  const error = fromSense(decoded, { device: 'drive', command: 'READ(6)', operation: 'read' });
  assert.match(error.message, /READ\(6\): 3\/11\/00 medium error: unrecovered read error/);
  assert.deepEqual(error.details, { command: 'READ(6)', sense_key: 3, asc: 0x11, ascq: 0, deferred: false });
});
