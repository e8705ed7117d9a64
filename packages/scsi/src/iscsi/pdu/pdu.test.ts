import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  additionalHeaderLengthOf,
  dataSegmentLengthOf,
  opcodeOf,
  paddingOf,
  setDataSegmentLength,
} from './basic-header.ts';
import {
  decodeLoginRequest,
  decodeLoginResponse,
  encodeLoginRequest,
  encodeLoginResponse,
  type Isid,
} from './login.ts';
import { decodeLogoutRequest, decodeLogoutResponse, encodeLogoutRequest, encodeLogoutResponse } from './logout.ts';
import { decodeLun, encodeLun } from './lun-field.ts';
import { decodeNopIn, decodeNopOut, encodeNopIn, encodeNopOut } from './nop.ts';
import {
  decodeScsiCommand,
  decodeScsiResponse,
  decodeSenseSegment,
  encodeScsiCommand,
  encodeScsiResponse,
  encodeSenseSegment,
} from './scsi-command.ts';
import {
  decodeDataIn,
  decodeDataOut,
  decodeReadyToTransfer,
  encodeDataIn,
  encodeDataOut,
  encodeReadyToTransfer,
} from './scsi-data.ts';
import { addSerial, isSerialBefore, nextSerial } from './serial-number.ts';
import { decodeAsyncMessage, decodeReject, encodeAsyncMessage, encodeReject } from './target-notice.ts';
import {
  decodeTaskManagementRequest,
  decodeTaskManagementResponse,
  encodeTaskManagementRequest,
  encodeTaskManagementResponse,
} from './task-management.ts';
import { decodeTextRequest, decodeTextResponse, encodeTextRequest, encodeTextResponse } from './text.ts';
import { decodeTextKeys, encodeTextKeys } from './text-keys.ts';

const word = fc.nat(0xffffffff);
const byte = fc.nat(0xff);
const lun = fc.nat(0x3fff);
const flag = fc.boolean();
const isid = fc.stringMatching(/^[0-9a-f]{12}$/).map((text) => text as Isid);
const progress = {
  continued: flag,
  transit: fc.constant(true),
  currentStage: fc.constantFrom('securityNegotiation', 'operationalNegotiation'),
  nextStage: fc.constantFrom('operationalNegotiation', 'fullFeaturePhase'),
} as const;
const counters = { statSn: word, expCmdSn: word, maxCmdSn: word };
const request = { initiatorTaskTag: word, cmdSn: word, expStatSn: word };
const residual = fc.oneof(
  fc.constant({ underflow: 0, overflow: 0 }),
  fc.integer({ min: 1, max: 0xffffffff }).map((count) => ({ underflow: count, overflow: 0 })),
  fc.integer({ min: 1, max: 0xffffffff }).map((count) => ({ underflow: 0, overflow: count })),
);

function roundTrips<T extends object>(
  name: string,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
  encode: (pdu: T) => Buffer,
  decode: (header: Buffer) => T,
): void {
  test(`${name} is read as it was written`, () => {
    fc.assert(
      fc.property(fc.record(fields, { noNullPrototype: true }), (pdu) => {
        const header = encode(pdu);
        assert.equal(header.length, 48);
        assert.deepEqual(decode(header), pdu);
      }),
      { numRuns: 50 },
    );
  });
}

describe('PDUs', () => {
  const cids = { cid: fc.nat(0xffff) };
  roundTrips(
    'Login request',
    { ...progress, ...request, ...cids, isid, tsih: fc.nat(0xffff) },
    encodeLoginRequest,
    decodeLoginRequest,
  );
  roundTrips(
    'Login response',
    {
      ...progress,
      ...counters,
      isid,
      tsih: fc.nat(0xffff),
      initiatorTaskTag: word,
      statusClass: byte,
      statusDetail: byte,
    },
    encodeLoginResponse,
    decodeLoginResponse,
  );
  const text = { final: flag, continued: flag, targetTransferTag: word };
  roundTrips('Text request', { ...text, ...request }, encodeTextRequest, decodeTextRequest);
  roundTrips('Text response', { ...text, ...counters, initiatorTaskTag: word }, encodeTextResponse, decodeTextResponse);
  roundTrips(
    'SCSI response',
    { ...counters, response: byte, status: byte, initiatorTaskTag: word, expDataSn: word, residual },
    encodeScsiResponse,
    decodeScsiResponse,
  );
  const data = { final: flag, initiatorTaskTag: word, dataSn: word, bufferOffset: word };
  roundTrips('Data-Out', { ...data, lun, targetTransferTag: word, expStatSn: word }, encodeDataOut, decodeDataOut);
  const dataIn = { ...data, expCmdSn: word, maxCmdSn: word };
  roundTrips('Data-In', dataIn, encodeDataIn, decodeDataIn);
  const completion = fc.record({ status: byte, statSn: word, residual }, { noNullPrototype: true });
  roundTrips('Data-In with status', { ...dataIn, completion }, encodeDataIn, decodeDataIn);
  roundTrips(
    'R2T',
    {
      ...counters,
      lun,
      initiatorTaskTag: word,
      targetTransferTag: word,
      r2tSn: word,
      bufferOffset: word,
      desiredDataTransferLength: word,
    },
    encodeReadyToTransfer,
    decodeReadyToTransfer,
  );
  roundTrips(
    'Task management request',
    { ...request, immediate: flag, function: fc.nat(0x7f), lun, referencedTaskTag: word, refCmdSn: word },
    encodeTaskManagementRequest,
    decodeTaskManagementRequest,
  );
  const answer = { ...counters, answer: byte, initiatorTaskTag: word };
  roundTrips('Task management response', answer, encodeTaskManagementResponse, decodeTaskManagementResponse);
  const lunField = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes));
  roundTrips('NOP-Out', { ...request, immediate: flag, targetTransferTag: word, lunField }, encodeNopOut, decodeNopOut);
  roundTrips('NOP-In', { ...counters, initiatorTaskTag: word, targetTransferTag: word }, encodeNopIn, decodeNopIn);
  const logout = { ...request, ...cids, immediate: flag, reason: fc.nat(0x7f) };
  roundTrips('Logout request', logout, encodeLogoutRequest, decodeLogoutRequest);
  roundTrips(
    'Logout response',
    { ...counters, response: byte, initiatorTaskTag: word },
    encodeLogoutResponse,
    decodeLogoutResponse,
  );
  roundTrips('Reject', { ...counters, reason: byte }, encodeReject, decodeReject);
  roundTrips('Async message', { ...counters, event: byte }, encodeAsyncMessage, decodeAsyncMessage);
});

test('a SCSI command lies on the wire as RFC 7143, 11.3 draws it', () => {
  const header = encodeScsiCommand({
    final: true,
    direction: 'write',
    lun: 2,
    initiatorTaskTag: 0x01020304,
    expectedDataTransferLength: 262148,
    cmdSn: 0x0a0b0c0d,
    expStatSn: 0x11121314,
    cdb: Buffer.from('0a0004000400', 'hex'),
  });
  setDataSegmentLength(header, 262148);
  const expected = [
    '01a1 0000 00040004', // opcode, F and W with SIMPLE; DataSegmentLength
    '0002 0000 00000000', // LUN 2
    '01020304 00040004 0a0b0c0d 11121314',
    '0a0004000400 00000000000000000000',
  ];
  assert.equal(header.toString('hex'), expected.join('').replaceAll(' ', ''));
  assert.deepEqual([opcodeOf(header), additionalHeaderLengthOf(header), dataSegmentLengthOf(header)], [1, 0, 262148]);
});

test('a SCSI command is read as it was written', () => {
  const fields = {
    final: false,
    lun: 300,
    direction: 'read',
    initiatorTaskTag: 7,
    expectedDataTransferLength: 9,
    cmdSn: 0xffffffff,
    expStatSn: 0,
  } as const;
  const header = encodeScsiCommand({ ...fields, cdb: Buffer.from('120000006000', 'hex') });
  const cdb = Buffer.from('12000000600000000000000000000000', 'hex');
  assert.deepEqual(decodeScsiCommand(header), { ...fields, immediate: false, cdb });
});

test('a CDB of more than 16 bytes is refused', () => {
  const command = {
    final: true,
    direction: 'none',
    lun: 0,
    initiatorTaskTag: 1,
    expectedDataTransferLength: 0,
    cmdSn: 1,
    expStatSn: 1,
  } as const;
  assert.throws(() => encodeScsiCommand({ ...command, cdb: Buffer.alloc(17) }), RangeError);
});

describe('LUN field', () => {
  test('small LUNs use peripheral addressing, others flat space', () => {
    assert.equal(encodeLun(255).toString('hex'), '00ff000000000000');
    assert.equal(encodeLun(256).toString('hex'), '4100000000000000');
  });

  test('both address methods are read for small LUNs', () => {
    assert.equal(decodeLun(Buffer.from('0003000000000000', 'hex')), 3);
    assert.equal(decodeLun(Buffer.from('4003000000000000', 'hex')), 3);
  });

  test('other buses, levels and methods address nothing', () => {
    for (const field of [
      '0103000000000000',
      '0003000100000000',
      '0003000000000001',
      '8003000000000000',
      'c101000000000000',
    ]) {
      assert.equal(decodeLun(Buffer.from(field, 'hex')), undefined, field);
    }
  });
});

describe('sense segment', () => {
  test('sense data are read as they were written', () => {
    const sense = Uint8Array.from([0x70, 0, 5]);
    assert.deepEqual(decodeSenseSegment(encodeSenseSegment(sense)), sense);
  });

  test('a length beyond the segment gives what is there', () => {
    assert.deepEqual(decodeSenseSegment(Uint8Array.from([0, 18, 0x70, 0])), Uint8Array.from([0x70, 0]));
  });

  test('an empty segment has none', () => {
    assert.equal(decodeSenseSegment(new Uint8Array(0)), undefined);
    assert.equal(decodeSenseSegment(new Uint8Array([0, 0])), undefined);
  });
});

describe('serial numbers', () => {
  test('the one after the last is zero', () => {
    assert.equal(nextSerial(0xffffffff), 0);
    assert.equal(addSerial(0, -1), 0xffffffff);
  });

  test('order holds across the wrap', () => {
    fc.assert(
      fc.property(word, fc.integer({ min: 1, max: 0x7fffffff }), (a, step) => {
        assert.ok(isSerialBefore(a, addSerial(a, step)));
        assert.ok(!isSerialBefore(addSerial(a, step), a));
        assert.ok(!isSerialBefore(a, a));
      }),
    );
  });
});

describe('text keys', () => {
  test('pairs are ended by zero bytes and read back', () => {
    const keys = [
      ['TargetName', 'iqn.2026-01.org.example:t'],
      ['A', ''],
      ['B', 'x=y'],
    ] as const;
    const bytes = encodeTextKeys(keys);
    assert.equal(bytes.toString('latin1'), 'TargetName=iqn.2026-01.org.example:t\0A=\0B=x=y\0');
    assert.deepEqual(decodeTextKeys(bytes), keys);
  });

  test('text without an equals sign is refused', () => {
    assert.throws(() => decodeTextKeys(Buffer.from('nonsense\0')), { code: 'D205' });
    assert.throws(() => decodeTextKeys(Buffer.from('=value\0')), { code: 'D205' });
  });
});

test('segments are padded to four bytes', () => {
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(paddingOf), [0, 3, 2, 1, 0, 3]);
});
