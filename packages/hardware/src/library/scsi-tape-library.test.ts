import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName, isCondition } from '@cta/conditions';
import { addresses, changerCodes, scriptedLibrary } from '../testing/scripted-changer.ts';
import { type ScriptedAnswer, sense } from '../testing/scripted-transport.ts';
import { openTapeLibrary } from './open-tape-library.ts';

const { drive, port, slot, transport } = addresses;
const { moveMedium, readElementStatus } = changerCodes;
const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);
const times = (count: number, answer: ScriptedAnswer): ScriptedAnswer[] => Array.from({ length: count }, () => answer);
const options = {
  signal: new AbortController().signal,
  initiatorName: 'iqn.2026-01.test:host',
  connectTimeoutMs: 1000,
};

test('the inventory shows all elements, more slots than one report holds, VIDs without their suffix', async () => {
  const { library, device } = await scriptedLibrary({
    [slot]: { tag: 'V00001L9' },
    [slot + 199]: { tag: 'V00002L9' },
    [drive + 1]: { tag: 'V00003L9', source: slot + 7 },
    [port]: { tag: '' },
  });
  const inventory = await library.inventory();
  assert.equal(inventory.length, 204);
  assert.deepEqual(
    inventory.filter(({ full }) => full),
    [
      { address: slot, kind: 'slot', full: true, vid: 'V00001' },
      { address: slot + 199, kind: 'slot', full: true, vid: 'V00002' },
      { address: port, kind: 'port', full: true },
      { address: drive + 1, kind: 'drive', full: true, vid: 'V00003', source: slot + 7 },
    ],
  );
  assert.equal(device.cdbs(readElementStatus).length, 5);
});

test('mount moves a cartridge from its slot to the drive of this ordinal', async () => {
  const { library, cartridges } = await scriptedLibrary({ [slot + 3]: { tag: 'V00001L9' } });
  await library.mount('V00001', 1);
  assert.deepEqual([...cartridges], [[drive + 1, { tag: 'V00001L9', source: slot + 3 }]]);
});

test('mount compares whole names', async () => {
  const { library } = await scriptedLibrary({ [slot]: { tag: 'V0001' }, [slot + 1]: { tag: 'V00010L9' } });
  await assert.rejects(library.mount('V0001X', 0), is('CARTRIDGE_NOT_IN_LIBRARY'));
  await assert.rejects(library.mount('V000', 0), is('CARTRIDGE_NOT_IN_LIBRARY'));
  await library.mount('V0001', 0);
});

for (const [place, address] of [
  ['another drive', drive + 1],
  ['a port', port],
  ['the hand', transport],
] as const) {
  test(`a cartridge in ${place} is CARTRIDGE_IN_USE`, async () => {
    const { library, device } = await scriptedLibrary({ [address]: { tag: 'V00001L9' } });
    await assert.rejects(library.mount('V00001', 0), is('CARTRIDGE_IN_USE'));
    assert.deepEqual(device.cdbs(moveMedium), []);
  });
}

test('a cartridge that comes home while the inventory is read is not missing', async () => {
  const { library, cartridges } = await scriptedLibrary({ [drive + 1]: { tag: 'V00001L9' } });
  const get = cartridges.get.bind(cartridges);
  let looks = 0;
  cartridges.get = (address) => {
    // First the drive alone is looked at; then the slots have been read when it comes to the drives.
    if (address === drive + 1) looks += 1;
    if (address === drive + 1 && looks === 2) {
      cartridges.delete(drive + 1);
      cartridges.set(slot, { tag: 'V00001L9' });
    }
    return get(address);
  };
  await library.mount('V00001', 0);
  assert.deepEqual([...cartridges.keys()], [drive]);
});

test('mount into a drive with another cartridge is DRIVE_NOT_EMPTY, and nothing moves', async () => {
  const { library, device } = await scriptedLibrary({ [drive]: { tag: 'V00002L9' }, [slot]: { tag: 'V00001L9' } });
  await assert.rejects(
    library.mount('V00001', 0),
    (error) => isCondition(error, 'DRIVE_NOT_EMPTY') && error.details['found_vid'] === 'V00002',
  );
  assert.deepEqual(device.cdbs(moveMedium), []);
});

test('mount again after a lost answer finds the cartridge in its drive', async () => {
  const { library, device } = await scriptedLibrary({ [drive]: { tag: 'V00001L9' } });
  await library.mount('V00001', 0);
  assert.deepEqual(device.cdbs(moveMedium), []);
});

test('an ordinal beyond the drives is LIBRARY_NO_SUCH_DRIVE', async () => {
  const { library } = await scriptedLibrary({});
  await assert.rejects(library.mount('V00001', 2), is('LIBRARY_NO_SUCH_DRIVE'));
  await assert.rejects(library.dismount(-1), is('LIBRARY_NO_SUCH_DRIVE'));
});

test('dismount moves the cartridge to the slot that it came from', async () => {
  const { library, cartridges } = await scriptedLibrary({ [drive]: { tag: 'V00001L9', source: slot + 42 } });
  await library.dismount(0, 'V00001');
  assert.deepEqual([...cartridges.keys()], [slot + 42]);
});

test('dismount of an empty drive is success', async () => {
  const { library } = await scriptedLibrary({});
  await library.dismount(0, 'V00001');
});

test('dismount refuses another cartridge, and one whose bar code cannot be read; without VID it takes any', async () => {
  const { library, cartridges } = await scriptedLibrary({ [drive]: { tag: 'V00002L9' }, [drive + 1]: { tag: '' } });
  await assert.rejects(library.dismount(0, 'V00001'), is('CARTRIDGE_MISMATCH'));
  await assert.rejects(library.dismount(1, 'V00001'), is('CARTRIDGE_MISMATCH'));
  await library.dismount(0);
  await library.dismount(1);
  assert.deepEqual([...cartridges.keys()], [slot, slot + 1]);
});

test('without a known home, the first free slot that is not home of a cartridge in another drive', async () => {
  const { library, cartridges } = await scriptedLibrary({
    [slot]: { tag: 'V00009L9' },
    [drive]: { tag: 'V00001L9' },
    [drive + 1]: { tag: 'V00002L9', source: slot + 1 },
  });
  await library.dismount(0);
  assert.ok(cartridges.has(slot + 2));
});

test('a home that is occupied meanwhile is left to its new owner', async () => {
  const { library, cartridges } = await scriptedLibrary({
    [slot + 5]: { tag: 'V00009L9' },
    [drive]: { tag: 'V00001L9', source: slot + 5 },
  });
  await library.dismount(0);
  assert.deepEqual(cartridges.get(slot), { tag: 'V00001L9', source: drive });
});

test('a home that the library finds occupied after all: the next free slot', async () => {
  const { library, device, cartridges } = await scriptedLibrary({ [drive]: { tag: 'V00001L9', source: slot + 5 } });
  device.answer(moveMedium, { sense: sense('5/3B/0D') });
  await library.dismount(0);
  assert.ok(cartridges.has(slot));
});

test('a library without free slot is LIBRARY_SLOTS_FULL', async () => {
  const full = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [slot + i, { tag: `W${i}` }]));
  const { library } = await scriptedLibrary({ ...full, [drive]: { tag: 'V00001L9' } });
  await assert.rejects(library.dismount(0), is('LIBRARY_SLOTS_FULL'));
});

test('a drive that does not let go is DRIVE_HOLDS_CARTRIDGE after some seconds', async () => {
  const { library, device, clock } = await scriptedLibrary({ [drive]: { tag: 'V00001L9', held: true } });
  await assert.rejects(library.dismount(0), is('DRIVE_HOLDS_CARTRIDGE'));
  assert.equal(clock.now(), 20_000);
  assert.deepEqual(device.cdbs(moveMedium), []);
});

test('a move that the changer reports and did not make is CARTRIDGE_NOT_MOVED', async () => {
  const { library, device, clock } = await scriptedLibrary({ [slot]: { tag: 'V00001L9' } });
  device.answer(moveMedium, {});
  await assert.rejects(library.mount('V00001', 0), is('CARTRIDGE_NOT_MOVED'));
  assert.equal(clock.now(), 120_000);
});

test('a move after which another cartridge is in the drive is CARTRIDGE_NOT_MOVED', async () => {
  const { library, device, cartridges } = await scriptedLibrary({
    [slot]: { tag: 'V00001L9' },
    [slot + 1]: { tag: 'V00002L9' },
  });
  device.answer(moveMedium, () => {
    cartridges.clear();
    cartridges.set(drive, { tag: 'V00002L9' });
    return {};
  });
  await assert.rejects(
    library.mount('V00001', 0),
    (error) => isCondition(error, 'CARTRIDGE_NOT_MOVED') && error.details['found_vid'] === 'V00002',
  );
});

test('an inventory that shows the move late is waited for', async () => {
  const { library, device, cartridges } = await scriptedLibrary({ [slot]: { tag: 'V00001L9' } });
  device.answer(moveMedium, {});
  device.answer(
    readElementStatus,
    ...Array.from({ length: 6 }, (_, i) => () => {
      if (i === 5) {
        cartridges.clear();
        cartridges.set(drive, { tag: 'V00001L9', source: slot });
      }
      return { sense: sense('2/04/01') };
    }),
  );
  await library.mount('V00001', 0);
});

for (const code of ['2/04/01', '2/04/85', '6/28/00', '6/29/00', '6/3F/01']) {
  test(`${code} is tried again`, async () => {
    const { library, device, cartridges } = await scriptedLibrary({ [slot]: { tag: 'V00001L9' } });
    device.answer(moveMedium, ...times(3, { sense: sense(code) }));
    await library.mount('V00001', 0);
    assert.ok(cartridges.has(drive));
    assert.equal(device.cdbs(moveMedium).length, 4);
  });
}

test('a library that stays paused is given up after five minutes', async () => {
  const { library, device, clock } = await scriptedLibrary({ [slot]: { tag: 'V00001L9' } });
  device.answer(moveMedium, ...times(1000, { sense: sense('2/04/85') }));
  await assert.rejects(library.mount('V00001', 0), is('LIBRARY_BECOMING_READY'));
  assert.equal(clock.now(), 300_000);
});

for (const [code, condition] of [
  ['2/04/03', 'LIBRARY_NOT_READY'],
  ['4/15/01', 'LIBRARY_HARDWARE_ERROR'],
  ['5/21/01', 'LIBRARY_ILLEGAL_REQUEST'],
  ['5/3B/0E', 'ELEMENT_EMPTY'],
] as const) {
  test(`${code} is not tried again: ${condition}`, async () => {
    const { library, device } = await scriptedLibrary({ [slot]: { tag: 'V00001L9' } });
    device.answer(moveMedium, { sense: sense(code) });
    await assert.rejects(library.mount('V00001', 0), is(condition));
    assert.equal(device.cdbs(moveMedium).length, 1);
  });
}

test('a transport that fails is the library’s failure, and keeps its cause', async () => {
  const { library, device } = await scriptedLibrary({});
  const cause = new ConditionError('TRANSPORT_CONNECTION_LOST', { message: 'reset' });
  device.answer(changerCodes.modeSense, { error: cause });
  await assert.rejects(
    library.inventory(),
    (error) => isCondition(error, 'LIBRARY_NO_ANSWER') && error.cause === cause,
  );
});

test('a recovered error of a move is success with a note', async () => {
  const { library, device, cartridges, notes } = await scriptedLibrary({ [slot]: { tag: 'V00001L9' } });
  device.answer(moveMedium, () => {
    cartridges.set(drive, { tag: 'V00001L9', source: slot });
    cartridges.delete(slot);
    return { sense: sense('1/15/01') };
  });
  await library.mount('V00001', 0);
  assert.deepEqual(
    notes.map(({ command }) => command),
    ['MOVE MEDIUM'],
  );
});

test('a tape drive is no library; neither is a file that is not there', async () => {
  await assert.rejects(scriptedLibrary({}, { peripheralType: 0x01 }), is('LIBRARY_NOT_FOUND'));
  await assert.rejects(openTapeLibrary('/dev/no-such-changer', options), is('LIBRARY_NOT_FOUND'));
});
