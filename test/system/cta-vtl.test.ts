import assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { discoverTargets, openIscsiTransport, type ScsiTransport } from '@cta/scsi';

const main = fileURLToPath(new URL('../../apps/cta-vtl/src/main.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cta-vtl-served-'));
const library = join(folder, 'library');
const targetName = 'iqn.2026-01.org.example:vtl';
const initiatorName = 'iqn.2026-01.org.example:test';

function vtl(...words: string[]): ChildProcessByStdio<null, Readable, Readable> {
  const args = ['--conditions=@cta/source', main, ...words];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(...words: string[]): Promise<{ status: number; errors: string }> {
  const child = vtl(...words);
  const errors = child.stderr.setEncoding('utf8').toArray();
  const [status] = await once(child, 'exit');
  return { status: Number(status), errors: (await errors).join('') };
}

async function portOf(child: ChildProcessByStdio<null, Readable, Readable>): Promise<number> {
  for await (const line of createInterface({ input: child.stdout })) {
    const { event, port } = JSON.parse(line) as { event: string; port: number };
    if (event === 'vtl_ready') return port;
  }
  throw new Error('cta-vtl did not become ready');
}

describe('a library that is being served', () => {
  let server: ChildProcessByStdio<null, Readable, Readable>;
  let port: number;

  before(async () => {
    assert.equal((await run('create', library, '--drives', '2', '--slots', '2', '--cartridges', 'V00001')).status, 0);
    server = vtl('serve', library, '--listen', '127.0.0.1:0', '--target-name', targetName);
    port = await portOf(server);
    server.stdout.resume();
  });

  after(() => {
    server.kill('SIGKILL');
    rmSync(folder, { recursive: true });
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
    server.kill('SIGTERM');
    const [status] = await once(server, 'exit');
    assert.equal(status, 0);
    await transport.close();
    assert.equal((await run('cartridge', 'export', 'V00001', join(folder, 'image'), '--library', library)).status, 0);
  });
});
