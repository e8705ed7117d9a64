import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConditionError, type ConditionName } from '@cta/conditions';
import { createLogger } from '@cta/runtime';
import type { DriveParts, Patiently } from '../service/drive-parts.ts';
import { sessionEvents } from '../session-events.ts';
import { cartridgeInDrive, putAway, reachDrive } from './cartridge.ts';

const { signal: never } = new AbortController();

/** A drive and a library, each of whose answers fail as listed, one after the other, before they come. */
function hardware(failures: { readonly [call: string]: readonly ConditionName[] }, full = true) {
  const calls: string[] = [];
  const left = new Map(Object.entries(failures).map(([call, names]) => [call, [...names]]));
  const answer = <T>(call: string, value: T): Promise<T> => {
    calls.push(call);
    const name = left.get(call)?.shift();
    return name === undefined ? Promise.resolve(value) : Promise.reject(new ConditionError(name));
  };
  const once: Patiently = (_connection, operation) => operation();
  const asLongAsItTakes: Patiently = async (connection, operation, signal) => {
    try {
      return await operation();
    } catch {
      return asLongAsItTakes(connection, operation, signal);
    }
  };
  const drives = [{ address: 256, kind: 'drive', full, vid: 'V00001' }];
  const parts = {
    engine: { open: () => answer('open', undefined), unload: () => answer('unload', undefined) },
    library: { inventory: () => answer('inventory', drives), dismount: () => answer('dismount', { moved: full }) },
    installation: { libraryOrdinal: 0 },
    clock: { now: () => 0 },
    logger: createLogger({ events: sessionEvents, program: 'test', destination: { write: () => {} } }),
    patiently: once,
    insistently: asLongAsItTakes,
  } as unknown as DriveParts;
  return { calls, parts };
}

test('a drive that holds its cartridge again, having lost its power meanwhile, is unloaded once more', async () => {
  const { calls, parts } = hardware({ dismount: ['DRIVE_HOLDS_CARTRIDGE'] });
  await putAway(parts, never);
  assert.deepEqual(calls, ['unload', 'dismount', 'unload', 'dismount']);
});

test('a drive that does not let go of its cartridge is not unloaded for ever', async () => {
  const { calls, parts } = hardware({ dismount: ['DRIVE_HOLDS_CARTRIDGE', 'DRIVE_HOLDS_CARTRIDGE'] });
  await assert.rejects(putAway(parts, never), { condition: 'DRIVE_HOLDS_CARTRIDGE' });
  assert.equal(calls.length, 4);
});

test('a library that cannot take a cartridge home is not asked twice', async () => {
  const { calls, parts } = hardware({ dismount: ['LIBRARY_SLOTS_FULL'] });
  await assert.rejects(putAway(parts, never), { condition: 'LIBRARY_SLOTS_FULL' });
  assert.deepEqual(calls, ['unload', 'dismount']);
});

test('what is in the drive is asked until the library tells it', async () => {
  const { calls, parts } = hardware({ inventory: ['LIBRARY_HARDWARE_ERROR', 'LIBRARY_NOT_READY'] });
  assert.equal((await cartridgeInDrive(parts, never))?.vid, 'V00001');
  assert.equal(calls.length, 3);
  assert.equal(await cartridgeInDrive(hardware({}, false).parts, never), undefined);
});

test('a library that does not show the drive has not told what is in it', async () => {
  const { parts } = hardware({});
  const elsewhere = { ...parts, installation: { ...parts.installation, libraryOrdinal: 1 } };
  const asked = cartridgeInDrive({ ...elsewhere, insistently: (_connection, operation) => operation() }, never);
  await assert.rejects(asked, { condition: 'LIBRARY_NO_SUCH_DRIVE' });
});

test('a drive that is ill is not waited for', async () => {
  const { parts } = hardware({ open: ['DRIVE_HARDWARE_ERROR'] });
  await assert.rejects(reachDrive(parts, never), { condition: 'DRIVE_HARDWARE_ERROR' });
});
