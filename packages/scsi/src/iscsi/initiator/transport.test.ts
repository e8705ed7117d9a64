import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, describe, test } from 'node:test';
import { ourMaxRecvDataSegmentLength } from '../negotiation/operational-keys.ts';
import { initiatorOpcode, opcodeOf, reservedTag } from '../pdu/basic-header.ts';
import { decodeLoginRequest, encodeLoginResponse, type LoginRequest } from '../pdu/login.ts';
import { decodeLogoutRequest, encodeLogoutResponse } from '../pdu/logout.ts';
import { decodeNopOut, encodeNopIn } from '../pdu/nop.ts';
import { decodeScsiCommand, encodeScsiResponse, encodeSenseSegment, type ScsiCommandPdu } from '../pdu/scsi-command.ts';
import { decodeDataOut, encodeDataIn, encodeReadyToTransfer } from '../pdu/scsi-data.ts';
import { asyncEvent, encodeAsyncMessage, encodeReject, rejectReason } from '../pdu/target-notice.ts';
import { decodeTaskManagementRequest, encodeTaskManagementResponse } from '../pdu/task-management.ts';
import { encodeTextKeys, type TextKey } from '../pdu/text-keys.ts';
import { PduChannel } from '../stream/pdu-channel.ts';
import { type IscsiTransportOptions, openIscsiTransport } from './transport.ts';

/** One connection of a target that does what a test says. It logs everybody in. */
class Connection {
  readonly channel: PduChannel;
  readonly socket: Socket;
  login: LoginRequest | undefined;
  statSn = 0;
  /** Commands that the target takes beyond the one that it expects. */
  room = 10;
  expCmdSn = 1;
  readonly received: number[] = [];

  constructor(socket: Socket) {
    this.socket = socket;
    this.channel = new PduChannel(socket, ourMaxRecvDataSegmentLength);
  }

  counters(uses: 0 | 1 = 1): { statSn: number; expCmdSn: number; maxCmdSn: number } {
    const statSn = this.statSn;
    this.statSn += uses;
    return { statSn, expCmdSn: this.expCmdSn, maxCmdSn: this.expCmdSn + this.room - 1 };
  }

  good({ initiatorTaskTag }: Pick<ScsiCommandPdu, 'initiatorTaskTag'>, underflow = 0): void {
    const residual = { underflow, overflow: 0 };
    const fields = { response: 0, status: 0, initiatorTaskTag, expDataSn: 0, residual };
    this.channel.send(encodeScsiResponse({ ...fields, ...this.counters() }));
  }
}

type Script = (connection: Connection, header: Buffer, data: Uint8Array) => void;

interface ScriptedTarget {
  readonly connections: Connection[];
  readonly options: IscsiTransportOptions;
}

const servers: Server[] = [];
const sockets = new Set<Socket>();

after(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers) server.close();
});

async function target(script: Script, keys: readonly TextKey[] = []): Promise<ScriptedTarget> {
  const connections: Connection[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    const connection = new Connection(socket);
    connections.push(connection);
    connection.channel.user = {
      place: (_header, lengthBytes) => Buffer.alloc(lengthBytes),
      receive: (header, data) => {
        connection.received.push(opcodeOf(header));
        if (opcodeOf(header) === initiatorOpcode.loginRequest) return logIn(connection, header, keys);
        script(connection, header, data);
      },
      closed: () => {},
    };
    socket.on('data', (chunk: Buffer) => connection.channel.push(chunk));
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const names = { targetName: 'iqn.2026-01.org.example:t', initiatorName: 'iqn.2026-01.org.example:i' };
  return { connections, options: { host: '127.0.0.1', port, lun: 3, ...names, connectTimeoutMs: 2000 } };
}

function logIn(connection: Connection, header: Buffer, keys: readonly TextKey[]): void {
  const request = decodeLoginRequest(header);
  connection.login ??= request;
  const last = request.nextStage === 'fullFeaturePhase';
  const response = { ...request, ...connection.counters(), statusClass: 0, statusDetail: 0, tsih: last ? 1 : 0 };
  connection.channel.send(encodeLoginResponse(response), encodeTextKeys(last ? keys : [['AuthMethod', 'None']]));
}

/** Takes a SCSI command and counts it; undefined for any other PDU. */
function commandOf(connection: Connection, header: Buffer): ScsiCommandPdu | undefined {
  if (opcodeOf(header) !== initiatorOpcode.scsiCommand) return undefined;
  const command = decodeScsiCommand(header);
  assert.equal(command.cmdSn, connection.expCmdSn);
  connection.expCmdSn += 1;
  return command;
}

const testUnitReady = { cdb: new Uint8Array(6), timeoutMs: 2000 };

function sharedBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(new SharedArrayBuffer(length));
  for (let i = 0; i < length; i += 1) bytes[i] = (i * 7) & 0xff;
  return bytes;
}

describe('a command', () => {
  test('brings its status and sense', async () => {
    const sense = Uint8Array.from([0x70, 0, 2]);
    const { options } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command === undefined) return;
      assert.equal(command.lun, 3);
      const fields = { response: 0, status: 2, initiatorTaskTag: command.initiatorTaskTag, expDataSn: 0 };
      const residual = { underflow: 0, overflow: 0 };
      connection.channel.send(
        encodeScsiResponse({ ...fields, residual, ...connection.counters() }),
        encodeSenseSegment(sense),
      );
    });
    const transport = await openIscsiTransport(options);
    assert.deepEqual(await transport.execute(testUnitReady), { status: 2, transferred: 0, sense });
  });

  test('reads straight into the buffer of the caller, in shared memory, and tells how much came', async () => {
    const block = sharedBytes(1000);
    const { options } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command === undefined) return;
      const { initiatorTaskTag } = command;
      const { expCmdSn, maxCmdSn } = connection.counters(0);
      const first = { final: false, initiatorTaskTag, expCmdSn, maxCmdSn, dataSn: 0, bufferOffset: 0 };
      connection.channel.send(encodeDataIn(first), block.subarray(0, 601));
      const { statSn, ...counters } = connection.counters();
      const completion = { status: 0, statSn, residual: { underflow: 24, overflow: 0 } };
      const second = { final: true, initiatorTaskTag, ...counters, dataSn: 1, bufferOffset: 601, completion };
      connection.channel.send(encodeDataIn(second), block.subarray(601));
    });
    const transport = await openIscsiTransport(options);
    const dataIn = new Uint8Array(new SharedArrayBuffer(1024));
    assert.deepEqual(await transport.execute({ ...testUnitReady, dataIn }), { status: 0, transferred: 1000 });
    assert.deepEqual(Buffer.from(dataIn.slice(0, 1000)), Buffer.from(block.slice()));
  });

  test('writes by R2T what the target does not take unasked', async () => {
    const received = Buffer.alloc(5000);
    const bursts: number[] = [];
    const keys: TextKey[] = [
      ['ImmediateData', 'No'],
      ['InitialR2T', 'Yes'],
      ['MaxRecvDataSegmentLength', '1024'],
    ];
    const { options } = await target((connection, header, data) => {
      const ask = (initiatorTaskTag: number, from: number, lengthBytes: number): void => {
        const tags = { initiatorTaskTag, targetTransferTag: 100 + from, r2tSn: bursts.length };
        const range = { bufferOffset: from, desiredDataTransferLength: lengthBytes };
        connection.channel.send(encodeReadyToTransfer({ lun: 3, ...tags, ...range, ...connection.counters(0) }));
      };
      const command = commandOf(connection, header);
      if (command !== undefined) {
        assert.deepEqual([command.final, data.length, command.expectedDataTransferLength], [true, 0, 5000]);
        ask(command.initiatorTaskTag, 0, 3000);
      } else if (opcodeOf(header) === initiatorOpcode.dataOut) {
        const pdu = decodeDataOut(header);
        received.set(data, pdu.bufferOffset);
        bursts.push(pdu.dataSn);
        if (!pdu.final) return;
        if (pdu.targetTransferTag === 100) ask(pdu.initiatorTaskTag, 3000, 2000);
        else connection.good(pdu, 500);
      }
    }, keys);
    const transport = await openIscsiTransport(options);
    const dataOut = sharedBytes(5000);
    assert.deepEqual(await transport.execute({ ...testUnitReady, dataOut }), { status: 0, transferred: 4500 });
    assert.deepEqual(received, Buffer.from(dataOut.slice()));
    assert.deepEqual(bursts, [0, 1, 2, 0, 1]);
  });

  test('waits for its turn and for the window of the target', async () => {
    const order: number[] = [];
    const { options } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command === undefined) return;
      order.push(command.cdb.readUInt8(1));
      connection.room = 0;
      connection.good(command);
      setImmediate(() => {
        connection.room = 1;
        const tags = { initiatorTaskTag: reservedTag, targetTransferTag: reservedTag };
        connection.channel.send(encodeNopIn({ ...tags, ...connection.counters(0) }));
      });
    });
    const transport = await openIscsiTransport(options);
    const commands = [1, 2, 3].map((n) => transport.execute({ cdb: Uint8Array.of(0, n, 0, 0, 0, 0), timeoutMs: 2000 }));
    await Promise.all(commands);
    assert.deepEqual(order, [1, 2, 3]);
  });
});

describe('a lost connection', () => {
  test('fails the command under way and is made again, under the same identifier, by the next one', async () => {
    const { options, connections } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command === undefined) return;
      if (connections.length === 1) connection.socket.destroy();
      else connection.good(command);
    });
    const transport = await openIscsiTransport(options);
    await assert.rejects(transport.execute(testUnitReady), { code: 'D202', details: { command_sent: true } });
    assert.deepEqual(await transport.execute(testUnitReady), { status: 0, transferred: 0 });
    assert.equal(connections.length, 2);
    assert.equal(connections[0]?.login?.isid, connections[1]?.login?.isid);
    assert.equal(connections[1]?.login?.tsih, 0);
  });

  test('between commands goes unnoticed by the caller', async () => {
    const { options, connections } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command !== undefined) connection.good(command);
    });
    const transport = await openIscsiTransport(options);
    await transport.execute(testUnitReady);
    const first = connections[0];
    assert.ok(first);
    first.socket.resetAndDestroy();
    await once(first.socket, 'close');
    // The reset may overtake or follow the command; a retry is what a caller would do.
    await transport.execute(testUnitReady).catch(() => transport.execute(testUnitReady));
    assert.equal(connections.length, 2);
  });

  test('is found out by a ping that nobody answers', async () => {
    const { options, connections } = await target(() => {});
    const transport = await openIscsiTransport({ ...options, silence: { silenceMs: 10, answerMs: 20 } });
    await assert.rejects(transport.execute({ ...testUnitReady, timeoutMs: 60_000 }), { code: 'D202' });
    assert.ok(connections[0]?.received.includes(initiatorOpcode.nopOut));
  });

  test('is not suspected while the target answers pings', async () => {
    let pings = 0;
    const { options } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command !== undefined) held = command;
      if (opcodeOf(header) !== initiatorOpcode.nopOut) return;
      pings += 1;
      const { initiatorTaskTag } = decodeNopOut(header);
      connection.channel.send(
        encodeNopIn({ initiatorTaskTag, targetTransferTag: reservedTag, ...connection.counters() }),
      );
      if (pings === 3 && held !== undefined) connection.good(held);
    });
    let held: ScsiCommandPdu | undefined;
    const transport = await openIscsiTransport({ ...options, silence: { silenceMs: 5, answerMs: 2000 } });
    assert.deepEqual(await transport.execute(testUnitReady), { status: 0, transferred: 0 });
  });
});

describe('a command whose time is up', () => {
  test('is aborted, rejects with DRIVE_NO_ANSWER, and the connection is dropped', async () => {
    let aborted: number | undefined;
    let tag: number | undefined;
    const { options, connections } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command !== undefined) {
        if (connections.length === 2) return connection.good(command);
        tag = command.initiatorTaskTag;
      }
      if (opcodeOf(header) !== initiatorOpcode.taskManagementRequest) return;
      const request = decodeTaskManagementRequest(header);
      aborted = request.referencedTaskTag;
      const { initiatorTaskTag } = request;
      connection.channel.send(encodeTaskManagementResponse({ answer: 0, initiatorTaskTag, ...connection.counters() }));
    });
    const transport = await openIscsiTransport(options);
    await assert.rejects(transport.execute({ ...testUnitReady, timeoutMs: 10 }), { code: 'D102' });
    assert.equal(aborted, tag);
    await transport.execute(testUnitReady);
    assert.equal(connections.length, 2);
  });

  test('is still good if its answer comes before that to the abort', async () => {
    let held: ScsiCommandPdu | undefined;
    const { options, connections } = await target((connection, header) => {
      held ??= commandOf(connection, header);
      if (opcodeOf(header) === initiatorOpcode.taskManagementRequest && held !== undefined) connection.good(held);
    });
    const transport = await openIscsiTransport(options);
    assert.deepEqual(await transport.execute({ ...testUnitReady, timeoutMs: 10 }), { status: 0, transferred: 0 });
    assert.equal(connections.length, 1);
  });
});

describe('a target that', () => {
  const misbehaving: readonly (readonly [string, string, (connection: Connection, command: ScsiCommandPdu) => void])[] =
    [
      [
        'rejects a PDU',
        'D205',
        (connection) =>
          connection.channel.send(encodeReject({ reason: rejectReason.protocolError, ...connection.counters() })),
      ],
      [
        'answers another command',
        'D205',
        (connection, command) => connection.good({ initiatorTaskTag: command.initiatorTaskTag + 1 }),
      ],
      [
        'sends more than was asked for',
        'D205',
        (connection, { initiatorTaskTag }) => {
          const { expCmdSn, maxCmdSn } = connection.counters(0);
          const pdu = { final: true, initiatorTaskTag, expCmdSn, maxCmdSn, dataSn: 0, bufferOffset: 0 };
          connection.channel.send(encodeDataIn(pdu), Buffer.alloc(65));
        },
      ],
      [
        'asks for data that there are not',
        'D205',
        (connection, { initiatorTaskTag }) => {
          const r2t = {
            lun: 3,
            initiatorTaskTag,
            targetTransferTag: 1,
            r2tSn: 0,
            bufferOffset: 0,
            desiredDataTransferLength: 1,
          };
          connection.channel.send(encodeReadyToTransfer({ ...r2t, ...connection.counters(0) }));
        },
      ],
      [
        'announces that it drops the connection',
        'D202',
        (connection) =>
          connection.channel.send(
            encodeAsyncMessage({ event: asyncEvent.connectionDropped, ...connection.counters() }),
          ),
      ],
      [
        'fails inside',
        'D204',
        (connection, { initiatorTaskTag }) => {
          const residual = { underflow: 0, overflow: 0 };
          const response = { response: 1, status: 0, initiatorTaskTag, expDataSn: 0, residual };
          connection.channel.send(encodeScsiResponse({ ...response, ...connection.counters() }));
        },
      ],
    ];
  for (const [name, code, act] of misbehaving) {
    test(`${name} fails the command with ${code}`, async () => {
      const { options } = await target((connection, header) => {
        const command = commandOf(connection, header);
        if (command !== undefined) act(connection, command);
      });
      const transport = await openIscsiTransport(options);
      await assert.rejects(transport.execute({ ...testUnitReady, dataIn: new Uint8Array(64) }), { code });
    });
  }

  test('asks for a logout gets it once the command is done', async () => {
    const { options, connections } = await target((connection, header) => {
      const command = commandOf(connection, header);
      if (command !== undefined) {
        const event = asyncEvent.logoutRequested;
        if (connections.length === 1) connection.channel.send(encodeAsyncMessage({ event, ...connection.counters() }));
        connection.good(command);
      } else if (opcodeOf(header) === initiatorOpcode.logoutRequest) {
        const { initiatorTaskTag } = decodeLogoutRequest(header);
        connection.channel.send(encodeLogoutResponse({ response: 0, initiatorTaskTag, ...connection.counters() }));
      }
    });
    const transport = await openIscsiTransport(options);
    await transport.execute(testUnitReady);
    await transport.execute(testUnitReady);
    assert.equal(connections.length, 2);
    await transport.close();
    assert.ok(connections.every(({ received }) => received.at(-1) === initiatorOpcode.logoutRequest));
  });
});

describe('opening', () => {
  test('fails with TRANSPORT_UNREACHABLE where nobody listens', async () => {
    const { options } = await target(() => {});
    const server = servers.at(-1);
    server?.close();
    await assert.rejects(openIscsiTransport(options), { code: 'D201' });
  });

  test('is bounded in time', async () => {
    const silent = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
    servers.push(silent);
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const names = { targetName: 'iqn.2026-01.org.example:t', initiatorName: 'iqn.2026-01.org.example:i' };
    const options = { host: '127.0.0.1', port, lun: 0, ...names, connectTimeoutMs: 30 };
    await assert.rejects(openIscsiTransport(options), { code: 'D201' });
  });

  test('ends when it is told to', async () => {
    const stop = new AbortController();
    const silent = createServer((socket) => {
      sockets.add(socket);
      stop.abort();
    }).listen(0, '127.0.0.1');
    servers.push(silent);
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const names = { targetName: 'iqn.2026-01.org.example:t', initiatorName: 'iqn.2026-01.org.example:i' };
    const options = { host: '127.0.0.1', port, lun: 0, ...names, connectTimeoutMs: 60_000, signal: stop.signal };
    await assert.rejects(openIscsiTransport(options));
  });
});

test('a closed transport takes no command', async () => {
  const { options } = await target((connection) => connection.socket.destroy());
  const transport = await openIscsiTransport(options);
  await transport.close();
  await assert.rejects(transport.execute(testUnitReady), { code: 'D202' });
});
