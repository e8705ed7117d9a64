import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName, isCondition } from '@cta/conditions';
import type { TapeDrive } from '../tape-drive.ts';
import { operationCodes, scriptedDrive } from '../testing/scripted-drive.ts';
import { type ScriptedAnswer, sense } from '../testing/scripted-transport.ts';

const { loadUnload, locate, logSense, modeSelect, modeSense, readPosition, rewind, space, testUnitReady, write } =
  operationCodes;
const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);
const { signal } = new AbortController();
const wait = { timeoutMs: 300_000, signal };
const times = (count: number, answer: ScriptedAnswer): ScriptedAnswer[] => Array.from({ length: count }, () => answer);
const position = (flags: number, object: number): Uint8Array => {
  const data = Buffer.alloc(20);
  data[0] = flags;
  data.writeUInt32BE(object, 4);
  return data;
};

test('a loading drive is asked until it is ready', async () => {
  const { drive, device, clock } = await scriptedDrive({ ready: false });
  const answers = [
    { sense: sense('6/28/00') },
    ...times(3, { sense: sense('2/3A/00') }),
    ...times(5, { sense: sense('2/04/01') }),
  ];
  device.answer(testUnitReady, ...answers);
  assert.deepEqual(await drive.waitUntilReady(wait), { state: 'ready', writeProtected: false });
  assert.equal(clock.sleeps.length, 8);
});

test('a drive that loads for longer than the time given is DRIVE_LOAD_FAILED', async () => {
  const { drive, device, clock } = await scriptedDrive({ ready: false });
  device.answer(testUnitReady, ...times(1000, { sense: sense('2/04/01') }));
  await assert.rejects(drive.waitUntilReady({ timeoutMs: 60_000, signal }), is('DRIVE_LOAD_FAILED'));
  assert.equal(clock.now(), 60_000);
});

const hopeless: readonly (readonly [string, ConditionName])[] = [
  ['2/30/00', 'MEDIUM_INCOMPATIBLE'],
  ['5/30/03', 'MEDIUM_INCOMPATIBLE'],
  ['2/04/03', 'DRIVE_LOAD_FAILED'],
  ['4/53/00', 'DRIVE_LOAD_FAILED'],
  ['3/52/00', 'DRIVE_LOAD_FAILED'],
  ['4/44/00', 'DRIVE_HARDWARE_ERROR'],
];
for (const [code, condition] of hopeless) {
  test(`waiting ends at once on ${code}: ${condition}`, async () => {
    const { drive, device, clock } = await scriptedDrive({ ready: false });
    device.answer(testUnitReady, { sense: sense(code) });
    await assert.rejects(drive.waitUntilReady(wait), is(condition));
    assert.equal(clock.now(), 0);
  });
}

test('a drive that stays empty is believed after a while: MEDIUM_NOT_PRESENT', async () => {
  const { drive, device, clock } = await scriptedDrive({ ready: false });
  device.answer(testUnitReady, ...times(1000, { sense: sense('2/3A/00') }));
  await assert.rejects(drive.waitUntilReady(wait), is('MEDIUM_NOT_PRESENT'));
  assert.equal(clock.now(), 30_000);
});

test('waiting ends with the signal, for its reason', async () => {
  const { drive, device } = await scriptedDrive({ ready: false });
  device.answer(testUnitReady, ...times(1000, { sense: sense('2/04/01') }));
  const reason = new Error('stop');
  await assert.rejects(drive.waitUntilReady({ timeoutMs: 1000, signal: AbortSignal.abort(reason) }), reason);
});

test('readiness: ready, write-protected, becoming ready, empty, anything else', async () => {
  const { drive, device } = await scriptedDrive({ ready: false });
  assert.deepEqual(await drive.readiness(), { state: 'ready', writeProtected: false });
  const configuration = [0x10, 14, ...Buffer.alloc(14)];
  device.answer(modeSense, { data: Uint8Array.of(27, 0, 0x90, 8, ...Buffer.alloc(8), ...configuration) });
  assert.deepEqual(await drive.readiness(), { state: 'ready', writeProtected: true });
  device.answer(testUnitReady, ...['2/04/01', '2/3A/00', '2/04/12'].map((code) => ({ sense: sense(code) })));
  assert.deepEqual(await drive.readiness(), { state: 'becoming-ready' });
  assert.deepEqual(await drive.readiness(), { state: 'no-medium' });
  assert.deepEqual(await drive.readiness(), { state: 'not-ready', senseKey: 2, asc: 4, ascq: 0x12 });
});

for (const code of ['6/28/00', '6/29/00', '6/29/07', '6/2A/01', '6/3F/01']) {
  test(`unit attention ${code} in the middle of a session is DRIVE_STATE_LOST, and the command is not sent again`, async () => {
    const { drive, device } = await scriptedDrive();
    device.answer(write, { sense: sense(code) });
    await assert.rejects(drive.write(Buffer.alloc(8), 8), is('DRIVE_STATE_LOST'));
    assert.equal(device.cdbs(write).length, 1);
  });
}

for (const condition of ['TRANSPORT_CONNECTION_LOST', 'DRIVE_NO_ANSWER'] as const) {
  test(`after ${condition} no block is moved until the medium is taken into use again`, async () => {
    const { drive, device } = await scriptedDrive();
    device.answer(write, { error: new ConditionError(condition) });
    await assert.rejects(drive.write(Buffer.alloc(8), 8), is(condition));
    await assert.rejects(drive.write(Buffer.alloc(8), 8), is('DRIVE_STATE_LOST'));
    await assert.rejects(drive.writeFilemarks(1, { wait: true }), is('DRIVE_STATE_LOST'));
    await assert.rejects(drive.locate(0), is('DRIVE_STATE_LOST'));
    assert.equal(device.received.length, 1);
    await drive.waitUntilReady(wait);
    await drive.write(Buffer.alloc(8), 8);
  });
}

test('an error of the medium leaves the state of the drive known', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(write, { sense: sense('3/0C/00') });
  await assert.rejects(drive.write(Buffer.alloc(8), 8), is('MEDIUM_WRITE_ERROR'));
  await drive.locate(0);
});

for (const [query, code, ask] of [
  ['tapeAlerts', logSense, (drive: TapeDrive) => drive.tapeAlerts()],
  ['readiness', testUnitReady, (drive: TapeDrive) => drive.readiness()],
  ['position', readPosition, (drive: TapeDrive) => drive.position()],
] as const) {
  test(`${query} of a session does not swallow the news of a reset`, async () => {
    const { drive, device } = await scriptedDrive();
    device.answer(code, { sense: sense('6/29/00') });
    await assert.rejects(ask(drive), is('DRIVE_STATE_LOST'));
    await assert.rejects(drive.write(Buffer.alloc(8), 8), is('DRIVE_STATE_LOST'));
  });
}

test('unit attentions that change nothing are taken note of, and the write goes on', async () => {
  const { drive, device, notes } = await scriptedDrive();
  device.answer(write, { sense: sense('6/2A/02') }, { sense: sense('6/3F/0E') });
  assert.deepEqual(await drive.write(Buffer.alloc(8), 8), { earlyWarning: false });
  assert.equal(notes.length, 2);
});

test('after its state is lost a drive can still be rewound and unloaded', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(write, { sense: sense('6/29/00') });
  await assert.rejects(drive.write(Buffer.alloc(8), 8), is('DRIVE_STATE_LOST'));
  device.answer(rewind, { sense: sense('6/2A/01') });
  await drive.rewind();
  await drive.unload();
  assert.equal(device.cdbs(rewind).length, 2);
});

test('LOCATE, SPACE and where they end', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.locate(0x01020304);
  await drive.spaceFilemarks(-2);
  assert.deepEqual(device.cdbs(locate), [[0x2b, 0, 0, 1, 2, 3, 4, 0, 0, 0]]);
  assert.deepEqual(device.cdbs(space), [[0x11, 1, 0xff, 0xff, 0xfe, 0]]);
  device.answer(locate, { sense: sense('8/00/05') });
  device.answer(space, { sense: sense('0/00/04', { endOfMedium: true, information: 1 }) });
  await assert.rejects(drive.locate(9), is('END_OF_DATA'));
  await assert.rejects(drive.spaceFilemarks(-3), is('BEGINNING_OF_MEDIUM'));
});

test('the position, short form and long form', async () => {
  const { drive, device } = await scriptedDrive();
  const long = Buffer.alloc(32);
  long.writeBigUInt64BE(1n << 33n, 8);
  device.answer(readPosition, { data: position(0, 77) }, { data: position(0x02, 0) }, { data: long });
  assert.equal(await drive.position(), 77);
  assert.equal(await drive.position(), 2 ** 33);
});

test('a position that the drive does not know, or of another partition, is DRIVE_POSITION_UNKNOWN', async () => {
  const { drive, device } = await scriptedDrive();
  const partition1 = position(0, 77);
  partition1[1] = 1;
  device.answer(readPosition, { data: position(0x04, 0) }, { data: partition1 });
  await assert.rejects(drive.position(), is('DRIVE_POSITION_UNKNOWN'));
  await assert.rejects(drive.position(), is('DRIVE_POSITION_UNKNOWN'));
});

test('unload: an empty drive is success, a medium that stays is DRIVE_UNLOAD_FAILED', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(loadUnload, { sense: sense('2/3A/00') }, { sense: sense('5/53/02') }, { sense: sense('4/15/01') });
  await drive.unload();
  const title = 'D105 Drive did not unload the cartridge';
  for (const code of ['5/53/02', '4/15/01']) {
    await assert.rejects(drive.unload(), (error) => {
      assert.ok(isCondition(error, 'DRIVE_UNLOAD_FAILED'));
      assert.ok(error.said?.startsWith(`LOAD UNLOAD: ${code}`), error.message);
      assert.equal(error.message, `${title}: ${error.said}`);
      return true;
    });
  }
});

test('TapeAlert flags come from page 12h, which does not clear them', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(logSense, { data: Uint8Array.of(0, 0, 0, 3, 0, 0x12, 0x2e) });
  device.answer(logSense, { data: Uint8Array.of(0x12, 0, 0, 12, 0, 0, 3, 8, 0, 0, 0x08, 0, 0, 0, 0, 0) });
  assert.deepEqual(await drive.tapeAlerts(), { flags: [21], areCleared: false });
});

test('TapeAlert flags come from page 2Eh where there is no other, and are none where there is none', async () => {
  const flagged = await scriptedDrive();
  flagged.device.answer(logSense, { data: Uint8Array.of(0, 0, 0, 2, 0, 0x2e) });
  flagged.device.answer(logSense, { data: Uint8Array.of(0x2e, 0, 0, 5, 0, 20, 0, 1, 1) });
  assert.deepEqual(await flagged.drive.tapeAlerts(), { flags: [20], areCleared: true });
  assert.deepEqual(await flagged.drive.tapeAlerts({ mayClear: false }), { flags: [], areCleared: true });
  assert.equal(flagged.device.cdbs(logSense).length, 2, 'it was not asked for what asking would clear');
  const plain = await scriptedDrive();
  plain.device.answer(logSense, { data: Uint8Array.of(0, 0, 0, 1, 0) });
  assert.deepEqual(await plain.drive.tapeAlerts(), { flags: [], areCleared: false });
});

test('protection that the drive takes without setting it is refused', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(modeSelect, {});
  await assert.rejects(drive.setProtection('crc32c'), is('DRIVE_PROTECTION_REFUSED'));
});

test('a drive without protection takes only off', async () => {
  const { drive } = await scriptedDrive({ protect: false });
  assert.equal(drive.protectionSupported, false);
  await drive.setProtection('off');
  await assert.rejects(drive.setProtection('crc32c'), is('DRIVE_PROTECTION_REFUSED'));
});

test('waiting for a medium switches protection off: the session before may have left it on', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.setProtection('crc32c');
  await drive.waitUntilReady(wait);
  await drive.write(Buffer.alloc(12), 8);
  assert.equal(device.received.at(-1)?.dataOut.length, 8);
});

test('a busy drive is asked again; one that stays busy is DRIVE_BUSY', async () => {
  const { drive, device, clock } = await scriptedDrive();
  device.answer(rewind, { status: 0x08 }, { status: 0x28 });
  await drive.rewind();
  assert.equal(clock.now(), 1000);
  device.answer(rewind, ...times(1000, { status: 0x08 }));
  await assert.rejects(drive.rewind(), is('DRIVE_BUSY'));
});

test('a reservation by another host is DRIVE_IN_USE, another status DRIVE_COMMAND_FAILED', async () => {
  const { drive, device } = await scriptedDrive();
  device.answer(rewind, { status: 0x18 }, { status: 0x40 }, { status: 0x02 });
  await assert.rejects(drive.rewind(), is('DRIVE_IN_USE'));
  await assert.rejects(drive.rewind(), is('DRIVE_COMMAND_FAILED'));
  await assert.rejects(drive.rewind(), is('DRIVE_COMMAND_FAILED'));
});

test('closing a drive closes its transport', async () => {
  const { drive, device } = await scriptedDrive();
  await drive.close();
  assert.equal(device.closed, true);
});
