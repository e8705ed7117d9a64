/**
 * One iSCSI session over loopback to a unit that discards and invents: blocks of 256 KiB one after the other, as a tape
 * is written and read; and commands without data, whose time is what a small file on tape is made of. The baseline
 * sends the same bytes over a plain socket, and a header back.
 *
 *   npm run bench iscsi-transport [-- --seconds 2]
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type LogicalUnit, openIscsiTransport, type ScsiCommand } from '@cta/scsi';
import { serveIscsi } from '@cta/vtl';

const blockBytes = 256 * 1024;
const headerBytes = 48;
const host = '127.0.0.1';
const targetName = 'iqn.2026-01.org.example:bench';

interface Ports {
  readonly iscsi: number;
  readonly plain: number;
  /** Answers each chunk, whatever is in it. */
  readonly echo: number;
}

/** The other process: an iSCSI target, and a plain server that answers each block with a header. */
async function serve(): Promise<void> {
  const block = Buffer.alloc(blockBytes);
  const unit: LogicalUnit = {
    execute: (_cdb, _dataOut, allocation) => Promise.resolve({ status: 0, dataIn: block.subarray(0, allocation) }),
  };
  const { port: iscsi } = await serveIscsi({ host, port: 0, targetName, units: [unit] });
  const server = createServer((socket) => {
    let received = 0;
    socket.setNoDelay(true).on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (chunk.buffer instanceof ArrayBuffer) chunk.buffer.transfer(0); // spares the garbage collector, as our target does
      if (received < headerBytes + blockBytes) return;
      received -= headerBytes + blockBytes;
      socket.write(Buffer.alloc(headerBytes));
    });
  }).listen(0, host);
  const echo = createServer((socket) => {
    socket.setNoDelay(true).on('data', () => socket.write(Buffer.alloc(headerBytes)));
  }).listen(0, host);
  await Promise.all([once(server, 'listening'), once(echo, 'listening')]);
  const [plainPort, echoPort] = [server, echo].map((listening) => (listening.address() as AddressInfo).port);
  process.send?.({ iscsi, plain: plainPort ?? 0, echo: echoPort ?? 0 } satisfies Ports);
}

/** @returns microseconds of one exchange, one after the other */
async function measure(seconds: number, exchange: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  let count = 0;
  for (; performance.now() - startMs < seconds * 1000; count += 1) await exchange();
  return ((performance.now() - startMs) * 1000) / count;
}

/** MB/s of blocks that take so many microseconds each. */
function blockRate(blockUs: number): number {
  return blockBytes / blockUs;
}

async function plainWrite(port: number, seconds: number, block: Uint8Array): Promise<number> {
  const socket = connect({ host, port, noDelay: true });
  const header = Buffer.alloc(headerBytes);
  const figure = await measure(seconds, () => {
    socket.cork();
    socket.write(header);
    socket.write(block);
    socket.uncork();
    return once(socket, 'data');
  });
  socket.destroy();
  return figure;
}

async function plainExchange(port: number, seconds: number): Promise<number> {
  const socket = connect({ host, port, noDelay: true });
  const figure = await measure(seconds, () => {
    socket.write(Buffer.alloc(headerBytes));
    return once(socket, 'data');
  });
  socket.destroy();
  return figure;
}

async function iscsi(port: number, seconds: number, command: Omit<ScsiCommand, 'timeoutMs'>): Promise<number> {
  const names = { targetName, initiatorName: `${targetName}-initiator` };
  const transport = await openIscsiTransport({ host, port, lun: 0, ...names, connectTimeoutMs: 5000 });
  const figure = await measure(seconds, () => transport.execute({ ...command, timeoutMs: 10_000 }));
  await transport.close();
  return figure;
}

async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...args], options: { seconds: { type: 'string', default: '2' } } });
  const seconds = Number(values.seconds);
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ['serve']);
  const [ports] = (await once(child, 'message')) as [Ports];
  const block = new Uint8Array(new SharedArrayBuffer(blockBytes));
  const cdb = Buffer.from([0x0a, 0x00, 0x04, 0x00, 0x00, 0x00]);
  const figures = {
    plain_write_mb_per_s: blockRate(await plainWrite(ports.plain, seconds, block)),
    iscsi_write_mb_per_s: blockRate(await iscsi(ports.iscsi, seconds, { cdb, dataOut: block })),
    iscsi_read_mb_per_s: blockRate(await iscsi(ports.iscsi, seconds, { cdb, dataIn: block })),
    plain_exchange_us: await plainExchange(ports.echo, seconds),
    iscsi_command_us: await iscsi(ports.iscsi, seconds, { cdb }),
  };
  child.kill('SIGTERM');
  for (const [name, figure] of Object.entries(figures)) console.log(`${name.padEnd(24)} ${figure.toFixed(0)}`);
  const ratios = {
    iscsi_write_to_plain: figures.iscsi_write_mb_per_s / figures.plain_write_mb_per_s,
    iscsi_command_to_plain: figures.plain_exchange_us / figures.iscsi_command_us,
  };
  console.log(JSON.stringify({ bench: 'iscsi-transport', ratios, figures }));
}

if (import.meta.main) await (process.argv[2] === 'serve' ? serve() : run(process.argv.slice(2)));
