import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, describe, test } from 'node:test';
import {
  discoverTargets,
  type LogicalUnit,
  type LogicalUnitAnswer,
  type IscsiTransportOptions,
  openIscsiTransport,
  type ScsiTransport,
} from '@cta/scsi';
import fc from 'fast-check';
import { type IscsiTarget, type IscsiTargetOptions, serveIscsi } from './iscsi-target.ts';

const targetName = 'iqn.2026-01.org.example:library';
const initiatorName = 'iqn.2026-01.org.example:i';

/** Keeps what it is given by opcode 0Ah and gives it back by 08h; tells its nexus by 0Eh. */
class EchoUnit implements LogicalUnit {
  readonly executed: number[] = [];
  stored: Uint8Array = new Uint8Array(0);

  execute(cdb: Uint8Array, dataOut: Uint8Array, allocation: number, nexus: string): Promise<LogicalUnitAnswer> {
    this.executed.push(cdb[1] ?? 0);
    switch (cdb[0]) {
      case 0x0a:
        this.stored = Uint8Array.from(dataOut);
        return Promise.resolve({ status: 0 });
      case 0x08:
        return Promise.resolve({ status: 0, dataIn: this.stored.subarray(0, allocation) });
      case 0x0e:
        return Promise.resolve({ status: 0, dataIn: Buffer.from(nexus) });
      case 0x0d:
        return Promise.resolve({ status: 2, dataIn: Buffer.from('short'), sense: Uint8Array.of(0x70, 0, 0x20) });
      case 0xff:
        return Promise.reject(new Error('bug of the unit'));
      default:
        return Promise.resolve({ status: 0 });
    }
  }
}

const targets: IscsiTarget[] = [];
after(() => Promise.all(targets.map((target) => target.close())));

async function serve(units: readonly LogicalUnit[], options: Partial<IscsiTargetOptions> = {}): Promise<IscsiTarget> {
  const target = await serveIscsi({ host: '127.0.0.1', port: 0, targetName, units, ...options });
  targets.push(target);
  return target;
}

function open({ port }: IscsiTarget, lun = 0, options: Partial<IscsiTransportOptions> = {}): Promise<ScsiTransport> {
  return openIscsiTransport({
    host: '127.0.0.1',
    port,
    targetName,
    lun,
    initiatorName,
    connectTimeoutMs: 5000,
    ...options,
  });
}

function cdb(...bytes: number[]): Uint8Array {
  return Uint8Array.from([...bytes, 0, 0, 0, 0, 0, 0].slice(0, Math.max(6, bytes.length)));
}

async function nexusOf(transport: ScsiTransport): Promise<string> {
  const dataIn = Buffer.alloc(200);
  const { transferred } = await transport.execute({ cdb: cdb(0x0e), dataIn, timeoutMs: 5000 });
  return dataIn.toString('latin1', 0, transferred);
}

test('data come back as they were written, whatever the two sides have settled', async () => {
  const target = await serve([new EchoUnit()]);
  const digest = fc.constantFrom(['None'] as const, ['CRC32C'] as const);
  const offers = fc.record({
    HeaderDigest: digest,
    DataDigest: digest,
    InitialR2T: fc.boolean(),
    ImmediateData: fc.boolean(),
    MaxBurstLength: fc.integer({ min: 512, max: 300_000 }),
    FirstBurstLength: fc.integer({ min: 512, max: 300_000 }),
  });
  const length = fc.oneof(fc.constantFrom(1, 262_144, 262_148), fc.integer({ min: 1, max: 5000 }));
  await fc.assert(
    fc.asyncProperty(offers, length, async (offer, lengthBytes) => {
      const transport = await open(target, 0, { offer });
      const dataOut = new Uint8Array(new SharedArrayBuffer(lengthBytes)).map((_, i) => i % 251);
      const written = await transport.execute({ cdb: cdb(0x0a), dataOut, timeoutMs: 5000 });
      assert.deepEqual(written, { status: 0, transferred: lengthBytes });
      const dataIn = new Uint8Array(new SharedArrayBuffer(lengthBytes + 7));
      const read = await transport.execute({ cdb: cdb(0x08), dataIn, timeoutMs: 5000 });
      assert.deepEqual(read, { status: 0, transferred: lengthBytes });
      assert.ok(Buffer.from(dataIn.slice(0, lengthBytes)).equals(Buffer.from(dataOut)));
      await transport.close();
    }),
    { numRuns: 40 },
  );
});

test('sense and the data that came with it are both told', async () => {
  const transport = await open(await serve([new EchoUnit()]));
  const dataIn = Buffer.alloc(10);
  const result = await transport.execute({ cdb: cdb(0x0d), dataIn, timeoutMs: 5000 });
  assert.deepEqual(result, { status: 2, transferred: 5, sense: Uint8Array.of(0x70, 0, 0x20) });
  assert.equal(dataIn.toString('latin1', 0, 5), 'short');
});

test('a unit that throws is a hardware error to the initiator', async () => {
  const transport = await open(await serve([new EchoUnit()]));
  const { status, sense } = await transport.execute({ cdb: cdb(0xff), timeoutMs: 5000 });
  assert.deepEqual([status, sense?.[2], sense?.[12], sense?.[13]], [2, 0x04, 0x44, 0x00]);
});

describe('LUNs', () => {
  test('REPORT LUNS lists all units, whatever LUN is asked', async () => {
    const target = await serve([new EchoUnit(), new EchoUnit(), new EchoUnit()]);
    const expected = ['0000001800000000', '0000000000000000', '0001000000000000', '0002000000000000'].join('');
    for (const lun of [0, 2, 9]) {
      const transport = await open(target, lun);
      const dataIn = Buffer.alloc(64);
      const report = cdb(0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 64, 0, 0);
      const { transferred } = await transport.execute({ cdb: report, dataIn, timeoutMs: 5000 });
      assert.equal(dataIn.toString('hex', 0, transferred), expected);
    }
  });

  test('a LUN without a unit says so by INQUIRY, and refuses all else with 05/25/00', async () => {
    const transport = await open(await serve([new EchoUnit()]), 7);
    const dataIn = Buffer.alloc(96);
    const inquiry = await transport.execute({ cdb: cdb(0x12, 0, 0, 0, 96), dataIn, timeoutMs: 5000 });
    assert.deepEqual([inquiry.status, inquiry.transferred, dataIn[0]], [0, 36, 0x7f]);
    const { status, sense } = await transport.execute({ cdb: cdb(0x00), timeoutMs: 5000 });
    assert.deepEqual([status, sense?.[2], sense?.[12], sense?.[13]], [2, 0x05, 0x25, 0x00]);
  });

  test('flat space addressing reaches a unit as well', async () => {
    const units = Array.from({ length: 301 }, () => new EchoUnit());
    const transport = await open(await serve(units), 300);
    await transport.execute({ cdb: cdb(0x00, 1), timeoutMs: 5000 });
    assert.deepEqual(units[300]?.executed, [1]);
  });
});

describe('sessions', () => {
  test('each has a nexus of its own', async () => {
    const target = await serve([new EchoUnit()]);
    const [first, second] = [await open(target), await open(target)];
    const names = [await nexusOf(first), await nexusOf(second)];
    assert.notEqual(names[0], names[1]);
    assert.match(names[0] ?? '', /^iqn\.2026-01\.org\.example:i,i,0x80[0-9a-f]{10}$/);
  });

  test('one that comes back keeps its nexus', async () => {
    const target = await serve([new EchoUnit()], { silence: { silenceMs: 60_000, answerMs: 60_000 } });
    const transport = await open(target);
    const before = await nexusOf(transport);
    const { port } = target;
    await target.close();
    await serve([new EchoUnit()], { port });
    await transport.execute({ cdb: cdb(0x00), timeoutMs: 5000 }).catch(() => {});
    assert.equal(await nexusOf(transport), before);
  });

  test('commands of one unit are executed in order, and a slow unit holds up no other', async () => {
    const gate = Promise.withResolvers<void>();
    const slow: LogicalUnit = { execute: () => gate.promise.then(() => ({ status: 0 })) };
    const target = await serve([slow, new EchoUnit()]);
    const [first, second] = [await open(target, 0), await open(target, 1)];
    const held = first.execute({ cdb: cdb(0x00), timeoutMs: 5000 });
    assert.deepEqual(await second.execute({ cdb: cdb(0x00), timeoutMs: 5000 }), { status: 0, transferred: 0 });
    gate.resolve();
    assert.deepEqual(await held, { status: 0, transferred: 0 });
  });

  test('a second login of an initiator port ends its first session, and units learn of it', async () => {
    const lost: string[] = [];
    const unit: LogicalUnit = {
      execute: () => Promise.resolve({ status: 0 }),
      nexusLost: (nexus) => lost.push(nexus),
    };
    const target = await serve([unit]);
    const [first, second] = [connect(target.port, '127.0.0.1'), connect(target.port, '127.0.0.1')];
    first.write(loginBytes());
    await once(first, 'data');
    second.write(loginBytes());
    first.resume();
    await Promise.all([once(first, 'close'), once(second, 'data')]);
    assert.deepEqual(lost, [`${initiatorName},i,0x800000000000`]);
    second.destroy();
  });

  test('one whose initiator is dead is dropped', async () => {
    const target = await serve([new EchoUnit()], { silence: { silenceMs: 10, answerMs: 10 } });
    const keeper = setInterval(() => {}, 1000);
    const socket = connect(target.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(loginBytes());
    // It logs in and then never answers a ping.
    socket.resume();
    await once(socket, 'close');
    clearInterval(keeper);
  });
});

test('a command whose time is up is aborted, and its late answer reaches nobody', async () => {
  const gate = Promise.withResolvers<void>();
  let calls = 0;
  const unit: LogicalUnit = {
    execute: async (): Promise<LogicalUnitAnswer> => {
      calls += 1;
      if (calls === 1) await gate.promise;
      return { status: calls === 1 ? 8 : 0 };
    },
  };
  const transport = await open(await serve([unit]));
  await assert.rejects(transport.execute({ cdb: cdb(0x00), timeoutMs: 20 }), { code: 'D102' });
  const next = transport.execute({ cdb: cdb(0x00), timeoutMs: 5000 });
  gate.resolve();
  assert.equal((await next).status, 0);
});

test('tells its name and address to who asks', async () => {
  const { port } = await serve([new EchoUnit()]);
  const found = await discoverTargets({ host: '127.0.0.1', port, initiatorName, connectTimeoutMs: 5000 });
  assert.deepEqual(found, [{ targetName, addresses: [`127.0.0.1:${port},1`] }]);
});

test('another target name is refused', async () => {
  const target = await serve([new EchoUnit()]);
  await assert.rejects(open(target, 0, { targetName: 'iqn.2026-01.org.example:other' }), { code: 'D203' });
});

test('whatever bytes come, the target lives', async () => {
  const target = await serve([new EchoUnit()]);
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.boolean(), async (bytes, loggedIn) => {
      const socket = connect(target.port, '127.0.0.1');
      socket.on('error', () => {});
      if (loggedIn) socket.write(loginBytes());
      socket.end(bytes);
      socket.resume();
      await once(socket, 'close');
    }),
    { numRuns: 50 },
  );
  await (await open(target)).execute({ cdb: cdb(0x00), timeoutMs: 5000 });
});

test('an address in use is a condition', async () => {
  const { port } = await serve([new EchoUnit()]);
  await assert.rejects(serve([new EchoUnit()], { port }), { code: 'S303' });
});

test('closing fails what is under way at once', async () => {
  const target = await serve([{ execute: () => new Promise<LogicalUnitAnswer>(() => {}) }]);
  const transport = await open(target);
  const held = transport.execute({ cdb: cdb(0x00), timeoutMs: 60_000 });
  await Promise.all([assert.rejects(held, { code: 'D202' }), target.close()]);
});

/** A login request that goes straight to the full-feature phase. */
function loginBytes(): Buffer {
  const text = Buffer.from(`InitiatorName=${initiatorName}\0SessionType=Normal\0TargetName=${targetName}\0`);
  const header = Buffer.alloc(48);
  header[0] = 0x43;
  header[1] = 0x87;
  header.writeUIntBE(text.length, 5, 3);
  header[8] = 0x80;
  return Buffer.concat([header, text, Buffer.alloc(-text.length & 3)]);
}
