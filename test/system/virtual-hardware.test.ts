import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type ConditionName, isCondition } from '@cta/conditions';
import {
  openTapeDrive,
  openTapeLibrary,
  type TapeDrive,
  tapeDriveOver,
  type TapeLibrary,
  tapeLibraryOver,
} from '@cta/hardware';
import { createVirtualLibrary, loopbackTransport, openVirtualLibrary, serveIscsi, type VirtualLibrary } from '@cta/vtl';

const { signal } = new AbortController();
const targetName = 'iqn.2026-01.test:vtl';
const blockBytes = 256 * 1024;
const is = (condition: ConditionName) => (error: unknown) => isCondition(error, condition);

interface Hardware {
  readonly drive: TapeDrive;
  readonly library: TapeLibrary;
  readonly virtual: VirtualLibrary;
  close(): Promise<void>;
}

/** A library of two drives with V00001 and the small V00002 in its slots. */
async function virtualLibrary(folder: string): Promise<VirtualLibrary> {
  createVirtualLibrary(folder, {
    drives: 2,
    slots: 4,
    cartridges: [{ vid: 'V00001' }, { vid: 'V00002', capacityBytes: 2 * blockBytes, earlyWarningBytes: blockBytes }],
  });
  return openVirtualLibrary(folder);
}

async function inProcess(folder: string): Promise<Hardware> {
  const virtual = await virtualLibrary(folder);
  const [unit] = virtual.drives;
  assert.ok(unit);
  const drive = await tapeDriveOver(loopbackTransport(unit, 'host'), { signal });
  const library = await tapeLibraryOver(loopbackTransport(virtual.changer, 'host'), { signal });
  return { drive, library, virtual, close: () => virtual.close() };
}

async function overIscsi(folder: string): Promise<Hardware> {
  const virtual = await virtualLibrary(folder);
  const units = [virtual.changer, ...virtual.drives];
  const target = await serveIscsi({ units, targetName, host: '127.0.0.1', port: 0 });
  const device = (lun: number): string => `iscsi://127.0.0.1:${target.port}/${targetName}/${lun}`;
  const drive = await openTapeDrive(device(1), { signal });
  const library = await openTapeLibrary(device(0), { signal });
  const close = async (): Promise<void> => {
    await drive.close();
    await library.close();
    await target.close();
    await virtual.close();
  };
  return { drive, library, virtual, close };
}

const block = (seed: number, length: number): Buffer => Buffer.alloc(length + 4, seed);

for (const [way, open] of [
  ['in process', inProcess],
  ['over iSCSI', overIscsi],
] as const) {
  suite(`a virtual library ${way}`, () => {
    const folder = mkdtempSync(join(tmpdir(), 'cta-virtual-hardware-'));
    let hardware: Hardware;
    before(async () => {
      hardware = await open(join(folder, 'library'));
    });
    after(async () => {
      await hardware.close();
      rmSync(folder, { recursive: true });
    });

    const load = async (vid: string): Promise<TapeDrive> => {
      await hardware.library.mount(vid, 0);
      await hardware.drive.waitUntilReady({ timeoutMs: 10_000, signal });
      return hardware.drive;
    };
    const putAway = async (vid: string): Promise<void> => {
      await hardware.drive.unload();
      await hardware.library.dismount(0, vid);
    };

    test('an empty drive says who it is and that it is empty', async () => {
      const { drive } = hardware;
      assert.equal(drive.identity.serial, 'VTL0000001');
      assert.equal(drive.protectionSupported, true);
      assert.deepEqual(await drive.readiness(), { state: 'no-medium' });
    });

    test('a cartridge goes to the drive and back to its slot', async () => {
      const home = (await hardware.library.inventory()).find(({ vid }) => vid === 'V00001');
      assert.equal(home?.kind, 'slot');
      await load('V00001');
      await assert.rejects(hardware.library.mount('V00002', 0), is('DRIVE_NOT_EMPTY'));
      await assert.rejects(hardware.library.mount('V00001', 1), is('CARTRIDGE_IN_USE'));
      await assert.rejects(hardware.library.dismount(0, 'V00002'), is('CARTRIDGE_MISMATCH'));
      await putAway('V00001');
      await hardware.library.dismount(0, 'V00001');
      const back = (await hardware.library.inventory()).find(({ vid }) => vid === 'V00001');
      assert.deepEqual([back?.kind, back?.address], ['slot', home?.address]);
      await assert.rejects(hardware.library.mount('V0000', 0), is('CARTRIDGE_NOT_IN_LIBRARY'));
    });

    for (const mode of ['off', 'crc32c'] as const) {
      test(`blocks, filemarks and positions, with protection ${mode}`, async () => {
        const drive = await load('V00001');
        await drive.setProtection(mode);
        await drive.write(block(1, blockBytes), blockBytes);
        await drive.write(block(2, 80), 80);
        await drive.writeFilemarks(1, { wait: false });
        await drive.write(block(3, 5), 5);
        await drive.writeFilemarks(2, { wait: false });
        await drive.writeFilemarks(0, { wait: true });
        assert.equal(await drive.position(), 6);

        await drive.rewind();
        const buffer = Buffer.alloc(blockBytes + 4);
        assert.equal(await drive.read(buffer), blockBytes);
        assert.deepEqual(buffer.subarray(0, blockBytes), block(1, blockBytes - 4));
        assert.equal(await drive.read(buffer), 80);
        assert.equal(await drive.read(buffer), 'filemark');
        assert.equal(await drive.read(buffer), 5);
        assert.equal(await drive.read(buffer), 'filemark');
        assert.equal(await drive.read(buffer), 'filemark');
        await assert.rejects(drive.read(buffer), is('END_OF_DATA'));

        await drive.locate(1);
        await assert.rejects(drive.read(Buffer.alloc(40)), is('BLOCK_TOO_LARGE'));
        assert.equal(await drive.position(), 2);
        await drive.spaceFilemarks(2);
        assert.equal(await drive.position(), 5);
        await drive.spaceFilemarks(-1);
        assert.equal(await drive.position(), 4);
        await assert.rejects(drive.spaceFilemarks(-2), is('BEGINNING_OF_MEDIUM'));
        await assert.rejects(drive.locate(99), is('END_OF_DATA'));
        await drive.setProtection('off');
        await putAway('V00001');
      });
    }

    test('early warning, then a full tape; what was written before can be read', async () => {
      const drive = await load('V00002');
      const outcomes = [];
      for (let i = 0; i < 3; i++) outcomes.push((await drive.write(block(i, blockBytes), blockBytes)).earlyWarning);
      assert.equal(outcomes.at(0), false);
      assert.equal(outcomes.at(-1), true);
      await assert.rejects(
        (async () => {
          for (let i = 0; i < 3; i++) await drive.write(block(9, blockBytes), blockBytes);
        })(),
        is('MEDIUM_FULL'),
      );
      await drive.rewind();
      const buffer = Buffer.alloc(blockBytes + 4);
      for (let i = 0; i < 3; i++) {
        assert.equal(await drive.read(buffer), blockBytes);
        assert.equal(buffer[7], i);
      }
      await putAway('V00002');
    });

    test('TapeAlert flags can be read with and without a cartridge', async () => {
      assert.deepEqual(await hardware.drive.tapeAlerts(), { flags: [], areCleared: false });
      const drive = await load('V00001');
      assert.deepEqual(await drive.tapeAlerts(), { flags: [], areCleared: false });
      await putAway('V00001');
    });
  });
}

test('a drive that is reached again after its connection was lost in a session has lost its state, and can be emptied', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'cta-virtual-hardware-'));
  const virtual = await virtualLibrary(join(folder, 'library'));
  const units = [virtual.changer, ...virtual.drives];
  const first = await serveIscsi({ units, targetName, host: '127.0.0.1', port: 0 });
  const { port } = first;
  const drive = await openTapeDrive(`iscsi://127.0.0.1:${port}/${targetName}/1`, { signal });
  const library = await openTapeLibrary(`iscsi://127.0.0.1:${port}/${targetName}/0`, { signal });
  t.after(async () => {
    await Promise.all([drive.close(), library.close()]);
    await virtual.close();
    rmSync(folder, { recursive: true });
  });
  await library.mount('V00001', 0);
  await drive.waitUntilReady({ timeoutMs: 10_000, signal });
  await drive.write(block(1, 100), 100);

  await first.close();
  await assert.rejects(library.inventory(), is('LIBRARY_NO_ANSWER'));
  // Whether the loss is known before the command is sent is a matter of chance.
  const lost = (error: unknown): boolean =>
    is('TRANSPORT_CONNECTION_LOST')(error) || is('TRANSPORT_UNREACHABLE')(error);
  await assert.rejects(drive.write(block(2, 100), 100), lost);
  const second = await serveIscsi({ units, targetName, host: '127.0.0.1', port });
  t.after(() => second.close());
  await assert.rejects(drive.write(block(2, 100), 100), is('DRIVE_STATE_LOST'));

  await drive.unload();
  await library.dismount(0, 'V00001');
  assert.equal((await library.inventory()).find(({ vid }) => vid === 'V00001')?.kind, 'slot');
});
