import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { addresses, changerCodes, scriptedLibrary } from '../testing/scripted-changer.ts';
import { sense } from '../testing/scripted-transport.ts';
import { surveyOver } from './survey-library.ts';

const options = { signal: new AbortController().signal, commandTimeoutMs: 1000 };

test('a survey tells what the library has, and moves nothing', async () => {
  const { device } = await scriptedLibrary({ [addresses.drive]: { tag: 'V00001L9' } });
  const { counts, bays } = await surveyOver(device, options);
  assert.deepEqual(counts, { transport: 1, slot: 200, port: 1, drive: 2 });
  assert.deepEqual(bays, [{ full: true, vid: 'V00001' }, { full: false }]);
  assert.equal(device.cdbs(changerCodes.readElementStatus).at(-1)?.[6], 1);
  assert.deepEqual(device.cdbs(changerCodes.moveMedium), []);
  assert.equal(device.closed, true);
});

test('a changer that refuses to be asked for identifiers is asked without', async () => {
  const { device } = await scriptedLibrary({});
  device.answer(changerCodes.readElementStatus, { sense: sense('5/24/00') });
  const { bays } = await surveyOver(device, options);
  assert.equal(bays.length, 2);
  assert.deepEqual(
    device.cdbs(changerCodes.readElementStatus).map((cdb) => cdb[6]),
    [1, 0],
  );
});

test('a library that is not ready is not waited for', async () => {
  const { device } = await scriptedLibrary({});
  device.answer(changerCodes.modeSense, { sense: sense('2/04/01') });
  await assert.rejects(surveyOver(device, options), (error) => isCondition(error, 'LIBRARY_BECOMING_READY'));
  assert.equal(device.closed, true);
});
