import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestContext } from 'node:test';

/** A real datagram socket: Node.js has none, so another program holds it and prints what comes. */
const receiver = `
import json, socket, sys
path = sys.argv[1]
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind('\\0' + path[1:] if path.startswith('@') else path)
print('listening', flush=True)
while True:
    print(json.dumps(s.recv(4096).decode()), flush=True)
`;

/** Why a test that needs the socket cannot be run here. */
export const noNotifications =
  spawnSync('python3', ['--version']).status === 0 ? false : 'needs python3, which holds the socket';

/** Stands in for a service manager. @returns what answers the next notification */
export async function listenToNotifications(t: TestContext, path: string): Promise<() => Promise<string>> {
  const child = spawn('python3', ['-c', receiver, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(async () => {
    child.kill();
    await once(child, 'exit');
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  assert.deepEqual(await lines.next(), { value: 'listening', done: false });
  return async () => JSON.parse(String((await lines.next()).value)) as string;
}
