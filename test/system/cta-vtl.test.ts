import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { discoverTargets, openIscsiTransport, type ScsiTransport } from '@cta/scsi';
import { Program } from '@cta/testing';
import { type CommandEnd, runCommand } from './rig/command.ts';
import { checkLogs } from './rig/log-check.ts';

const folder = mkdtempSync(join(tmpdir(), 'cta-vtl-served-'));
const library = join(folder, 'library');
const targetName = 'iqn.2026-01.org.example:vtl';
const initiatorName = 'iqn.2026-01.org.example:test';

function run(...words: readonly string[]): Promise<CommandEnd> {
  return runCommand('cta-vtl', words);
}

describe('a library that is being served', () => {
  let server: Program;
  let port: number;

  before(async () => {
    assert.equal((await run('create', library, '--drives', '2', '--slots', '2', '--cartridges', 'V00001')).status, 0);
    const args = ['serve', library, '--listen', '127.0.0.1:0', '--target-name', targetName];
    server = Program.start({ title: 'cta-vtl', app: 'cta-vtl', args, logFile: join(folder, 'cta-vtl.log') });
    ({ port } = (await server.logged('vtl_ready', AbortSignal.timeout(60_000))) as { readonly port: number });
  });

  after(async () => {
    await server.kill();
    await checkLogs(folder).finally(() => rmSync(folder, { recursive: true }));
  });

  function open(lun: number): Promise<ScsiTransport> {
    return openIscsiTransport({ host: '127.0.0.1', port, targetName, lun, initiatorName, connectTimeoutMs: 5000 });
  }

  async function deviceTypeOf(lun: number): Promise<number | undefined> {
    const transport = await open(lun);
    const dataIn = new Uint8Array(36);
    await transport.execute({ cdb: Uint8Array.of(0x12, 0, 0, 0, 36, 0), dataIn, timeoutMs: 5000 });
    await transport.close();
    return dataIn[0];
  }

  test('is found by its name', async () => {
    const found = await discoverTargets({ host: '127.0.0.1', port, initiatorName, connectTimeoutMs: 5000 });
    assert.deepEqual(found, [{ targetName, addresses: [`127.0.0.1:${port},1`] }]);
  });

  test('has its changer at LUN 0 and its drives from LUN 1', async () => {
    assert.deepEqual(await Promise.all([0, 1, 2, 3].map(deviceTypeOf)), [0x08, 0x01, 0x01, 0x7f]);
  });

  test('cannot be exported from at the same time: U103, status 2', async () => {
    const { status, errors } = await run('cartridge', 'export', 'V00001', join(folder, 'image'), '--library', library);
    assert.equal(status, 2);
    assert.match(errors, /^U103 /);
  });

  test('is not served on an address in use: S303, status 1', async () => {
    const other = join(folder, 'other');
    await run('create', other);
    const { status, errors } = await run('serve', other, '--listen', `127.0.0.1:${port}`);
    assert.equal(status, 1);
    assert.match(errors, /^S303 /);
  });

  test('stops at SIGTERM with status 0, sessions or not, and can be used again', async () => {
    const transport = await open(1);
    await server[Symbol.asyncDispose]();
    assert.equal(await server.ended(), 0);
    await transport.close();
    assert.equal((await run('cartridge', 'export', 'V00001', join(folder, 'image'), '--library', library)).status, 0);
  });
});
