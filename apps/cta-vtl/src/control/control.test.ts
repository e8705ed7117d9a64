import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import { createLogger } from '@cta/runtime';
import { createVirtualLibrary, openVirtualLibrary, type VirtualLibrary } from '@cta/vtl';
import { vtlEvents } from '../vtl-events.ts';
import { askControl } from './control-client.ts';
import { openControl } from './control-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-vtl-control-'));
const socket = join(folder, 'control.sock');
const logged: string[] = [];
let library: VirtualLibrary;
let close: () => Promise<void>;

before(async () => {
  createVirtualLibrary(join(folder, 'library'), { drives: 1, slots: 2, cartridges: [{ vid: 'V00001' }] });
  library = await openVirtualLibrary(join(folder, 'library'));
  const write = (line: string) => void logged.push((JSON.parse(line) as { request: string }).request);
  const logger = createLogger({ events: vtlEvents, program: 'test', destination: { write } });
  ({ close } = await openControl(library, socket, logger));
});

after(async () => {
  await close();
  await library.close();
  assert.equal(existsSync(socket), false);
  rmSync(folder, { recursive: true });
});

const post = (path: string, body?: unknown): Promise<unknown> => askControl(socket, 'POST', path, body);
const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);

test('the door is its owner’s', () => {
  assert.equal(statSync(socket).mode & 0o777, 0o600);
});

test('faults are planned by the names of commands and sense data as text, listed and taken back', async () => {
  const fault = { kind: 'sense', sense: '4/53/00' };
  const { id } = (await post('/faults', { command: 'UNLOAD', times: 'always', fault })) as { id: number };
  assert.deepEqual(library.faults.list(), [
    {
      id,
      timesLeft: Infinity,
      rule: {
        opcode: 0x1b,
        cdb: [{ byte: 4, mask: 1, value: 0 }],
        times: Infinity,
        fault: { kind: 'sense', sense: { key: 'hardware error', asc: 0x53, ascq: 0 } },
      },
    },
  ]);
  const [listed] = (await askControl(socket, 'GET', '/faults')) as { timesLeft: unknown }[];
  assert.equal(listed?.timesLeft, 'always');
  await askControl(socket, 'DELETE', `/faults/${id}`);
  assert.deepEqual(await askControl(socket, 'GET', '/faults'), []);
  assert.deepEqual(logged.splice(0), ['POST /faults', `DELETE /faults/${id}`]);
});

test('a cartridge is carried out and back, with what is on it, and write-protected', async () => {
  await post('/cartridges/V00001/write-protect', { on: true });
  await post('/cartridges/V00001/take-out');
  assert.deepEqual(await askControl(socket, 'GET', '/cartridges'), []);
  await post('/cartridges', { vid: 'V00002' });
  await post('/cartridges/V00001/put-in');
  assert.deepEqual(
    library.cartridges().map(({ vid, address }) => [vid, address]),
    [
      ['V00002', 1024],
      ['V00001', 1025],
    ],
  );
  await assert.rejects(post('/cartridges', { vid: 'V00003' }), is('VIRTUAL_LIBRARY_FULL'));
});

test('a drive loses its power, and has TapeAlert flags raised', async () => {
  await post('/drives/VTL0000001/tape-alerts', { flags: [20, 30] });
  await askControl(socket, 'DELETE', '/drives/VTL0000001/tape-alerts');
  await post('/drives/VTL0000001/power-cycle');
  await post('/power-cycle');
  const [drive] = (await askControl(socket, 'GET', '/drives')) as unknown[];
  assert.deepEqual(drive, { serial: 'VTL0000001', bayState: 'empty' });
});

const refused: readonly [string, unknown, ConditionName][] = [
  ['/faults', { fault: { kind: 'sense', sense: 'bad' } }, 'VALUE_INVALID'],
  ['/faults', { fault: { kind: 'sense', sense: 'c/00/00' } }, 'VALUE_INVALID'],
  ['/faults', { fault: { kind: 'hang' }, comand: 'WRITE' }, 'VALUE_INVALID'],
  ['/cartridges', { vid: 'V00001' }, 'ENTITY_EXISTS'],
  ['/cartridges/V00009/put-in', undefined, 'VIRTUAL_LIBRARY_FULL'],
  ['/cartridges/V00009/take-out', undefined, 'NO_SUCH_ENTITY'],
  ['/drives/VTL0000009/power-cycle', undefined, 'NO_SUCH_ENTITY'],
  ['/nowhere', undefined, 'NO_SUCH_ENTITY'],
];
for (const [path, body, condition] of refused) {
  test(`${path} with ${JSON.stringify(body)}: ${condition}`, async () => {
    await assert.rejects(post(path, body), is(condition));
  });
}

test('where nobody answers, that is told', async () => {
  await assert.rejects(askControl(join(folder, 'nowhere'), 'GET', '/faults'), is('CONTROL_SOCKET_UNUSABLE'));
});
