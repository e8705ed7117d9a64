import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { test, type TestContext } from 'node:test';
import { HalfOpenProxy } from './half-open-proxy.ts';

/** A server that answers whatever it is told, and a proxy before it. */
async function echoBehindProxy(t: TestContext) {
  const accepted: Socket[] = [];
  const server: Server = createServer((socket) => {
    accepted.push(socket);
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const proxy = await HalfOpenProxy.start({ host: '127.0.0.1', port: address.port });
  t.after(async () => {
    await proxy[Symbol.asyncDispose]();
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  const open = async (): Promise<Socket> => {
    const client = connect(proxy.port, '127.0.0.1');
    t.after(() => client.destroy());
    await once(client, 'connect');
    return client;
  };
  return { proxy, accepted, open };
}

async function answerTo(client: Socket, text: string): Promise<string> {
  client.write(text);
  const [answer] = (await once(client, 'data')) as [Buffer];
  return answer.toString();
}

const codeOf = async (socket: Socket): Promise<unknown> =>
  once(socket, 'close').then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error.code,
  );

test('what passes comes through, and so does the end of either side', async (t) => {
  const { proxy, accepted, open } = await echoBehindProxy(t);
  const client = await open();
  assert.equal(await answerTo(client, 'hello'), 'hello');
  const [server] = accepted;
  assert.ok(server !== undefined);
  const closed = once(server, 'close');
  client.end();
  await Promise.all([once(client, 'close'), closed]);
  assert.equal(proxy.connections, 0);
});

test('refused: what was there is reset, nobody listens; then it passes again at the same port', async (t) => {
  const { proxy, open } = await echoBehindProxy(t);
  const client = await open();
  assert.equal(await answerTo(client, 'hello'), 'hello');
  const reset = codeOf(client);
  await proxy.become({ type: 'refuse' });
  assert.equal(await reset, 'ECONNRESET');
  assert.equal(await codeOf(connect(proxy.port, '127.0.0.1')), 'ECONNREFUSED');
  await proxy.become({ type: 'pass' });
  assert.equal(await answerTo(await open(), 'again'), 'again');
});

test('reset: accepted, then reset', async (t) => {
  const { proxy } = await echoBehindProxy(t);
  await proxy.become({ type: 'reset' });
  const client = connect(proxy.port, '127.0.0.1');
  const reset = codeOf(client);
  client.write('hello');
  assert.equal(await reset, 'ECONNRESET');
});

test('black hole: no byte and no end comes through, and a connection that lost some is never mended', async (t) => {
  const { proxy, accepted, open } = await echoBehindProxy(t);
  const [used, unused] = [await open(), await open()];
  for (const client of [used, unused]) assert.equal(await answerTo(client, 'hello'), 'hello');
  await proxy.become({ type: 'black-hole' });
  const fresh = await open();
  const heard: string[] = [];
  for (const client of [used, fresh])
    client.on('data', () => heard.push('data')).on('close', () => heard.push('close'));
  for (const server of accepted) server.on('end', () => heard.push('end'));
  used.write('lost');
  fresh.write('lost');
  // Another way to the same loop: by the time that this has come around twice, the bytes above have been swallowed.
  for (const text of ['one', 'two']) await roundTrip(t, text);
  await proxy.become({ type: 'pass' });
  assert.equal(await answerTo(unused, 'still'), 'still');
  used.write('more');
  await roundTrip(t, 'three');
  assert.deepEqual(heard, []);
  assert.equal(accepted.length, 2);
  assert.equal(proxy.connections, 3);
});

test('black hole: a client that gives up is told of when the way is open again', async (t) => {
  const { proxy, accepted, open } = await echoBehindProxy(t);
  const client = await open();
  assert.equal(await answerTo(client, 'hello'), 'hello');
  await proxy.become({ type: 'black-hole' });
  client.destroy();
  const [server] = accepted;
  assert.ok(server !== undefined);
  const reset = codeOf(server);
  while (proxy.connections > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(server.destroyed, false);
  await proxy.become({ type: 'pass' });
  assert.equal(await reset, 'ECONNRESET');
});

test('answers are lost: the server hears what it is told, its client nothing any more', async (t) => {
  const { proxy, accepted, open } = await echoBehindProxy(t);
  const client = await open();
  assert.equal(await answerTo(client, 'hello'), 'hello');
  await proxy.become({ type: 'lose-answers' });
  client.on('data', () => assert.fail('an answer'));
  const [server] = accepted;
  assert.ok(server !== undefined);
  const heard = once(server, 'data');
  client.write('COMMIT');
  assert.equal(String((await heard)[0]), 'COMMIT');
  await roundTrip(t, 'meanwhile');
  await proxy.become({ type: 'pass' });
  const reset = codeOf(server);
  client.destroy();
  assert.equal(await reset, 'ECONNRESET');
});

test('a connection whose end is under way when it is refused is gone, and keeps no process from ending', async (t) => {
  const { proxy, accepted, open } = await echoBehindProxy(t);
  const client = await open();
  assert.equal(await answerTo(client, 'hello'), 'hello');
  const [server] = accepted;
  assert.ok(server !== undefined);
  server.end();
  client.end();
  await once(client, 'end');
  await proxy.become({ type: 'refuse' });
  assert.equal(proxy.connections, 0);
});

test('delay: everything comes, later', async (t) => {
  const { proxy, open } = await echoBehindProxy(t);
  const client = await open();
  await proxy.become({ type: 'delay', delayMs: 20 });
  const begun = performance.now();
  assert.equal(await answerTo(client, 'hello'), 'hello');
  assert.ok(performance.now() - begun >= 39);
});

async function roundTrip(t: TestContext, text: string): Promise<void> {
  const { open } = await echoBehindProxy(t);
  assert.equal(await answerTo(await open(), text), text);
}
