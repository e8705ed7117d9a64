import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { checkLogs } from './rig/log-check.ts';

const main = join(import.meta.dirname, '../../apps/cta-demo/src/main.ts');
const isRoot = process.getuid?.() === 0;
const blockBytes = 256 * 1024;
/** Takes a second or two where the machine has time. */
const stopBoundMs = 20_000;

/** Sizes around what tape and window are cut into. */
const sizes = [
  1,
  2,
  79,
  80,
  81,
  511,
  4096,
  65_537,
  blockBytes - 1,
  blockBytes,
  blockBytes + 1,
  3 * blockBytes + 7,
  2e6,
];

/** A demo in a process of its own; all that it makes lies below `folder`. */
interface RunningDemo {
  readonly folder: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  /** Resolves once the demo has printed the text. */
  printed(text: string): Promise<void>;
  ended(): Promise<number | null>;
}

/** A folder that is open to all, as one for temporary files is: PostgreSQL runs as somebody else where we are root. */
async function emptyFolder(t: TestContext): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'cta-demo-test-')));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await chmod(folder, 0o1777);
  return folder;
}

async function startDemo(t: TestContext, tree: string, ...options: readonly string[]): Promise<RunningDemo> {
  const folder = await emptyFolder(t);
  const child = spawn(process.execPath, ['--conditions=@cta/source', main, ...options, tree], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  let output = '';
  const exit = once(child, 'close') as Promise<[number | null]>;
  const heard = new EventTarget();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      heard.dispatchEvent(new Event('text'));
    });
  }
  const printed = async (text: string): Promise<void> => {
    while (!output.includes(text)) {
      const ended = await Promise.race([once(heard, 'text').then(() => false), exit.then(() => true)]);
      if (ended && !output.includes(text)) assert.fail(`the demo ended without '${text}':\n${output}`);
    }
  };
  return { folder, process: child, output: () => output, printed, ended: async () => (await exit)[0] };
}

/** Processes that have the folder in their command line: every one that the demo starts does. */
async function processesOf(folder: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return commands.map((command) => command.replaceAll('\0', ' ')).filter((command) => command.includes(folder));
}

/** What the demo leaves below its folder, apart from PostgreSQL's programs, which later runs find again. */
async function leftovers(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => !/^cta-postgresql-\d/.test(name));
}

async function smallTree(t: TestContext): Promise<string> {
  const tree = join(await emptyFolder(t), 'a tree');
  await mkdir(join(tree, 'nested', 'deeper'), { recursive: true });
  for (const [index, size] of sizes.entries()) {
    for (const folder of ['.', 'nested', 'nested/deeper']) {
      await writeFile(join(tree, folder, `file ${index}.bin`), Buffer.alloc(size, `${folder}${index}`));
    }
  }
  await writeFile(join(tree, 'Ærøskøbing – Grüße ☃.txt'), 'snow');
  await writeFile(join(tree, '100% #1?.txt'), 'what a URL would take for something else');
  await writeFile(join(tree, 'empty'), '');
  await writeFile(join(tree, 'nested', 'empty too'), '');
  await symlink('empty', join(tree, 'link'));
  await writeFile(join(tree, 'nobody may read it'), 'secret', { mode: 0 });
  return tree;
}

test('a tree of odd files goes to tape twice and comes back, and nothing is left behind', async (t) => {
  const tree = await smallTree(t);
  const demo = await startDemo(t, tree);
  const status = await demo.ended();
  const output = demo.output();
  assert.equal(status, 0, output);
  const archived = 3 * sizes.length + 2 + (isRoot ? 1 : 0);
  assert.match(output, new RegExp(`^OK: ${archived} files archived as two copies and retrieved`, 'm'));
  assert.match(output, /J103 An empty file cannot be archived: 2 files/);
  assert.match(output, /F103 Path does not lead to a regular file: 1 file$/m);
  if (!isRoot) assert.match(output, /F102 File or folder may not be used: 1 file$/m);
  assert.deepEqual(await processesOf(demo.folder), []);
  assert.deepEqual(await leftovers(demo.folder), []);
});

test('with --keep it stays until Ctrl-C; then its files are left, and its logs are as logs must be', async (t) => {
  const demo = await startDemo(t, await smallTree(t), '--keep');
  await demo.printed('its logs are in');
  demo.process.kill('SIGINT');
  assert.equal(await demo.ended(), 0, demo.output());
  assert.deepEqual(await processesOf(demo.folder), []);
  const [, logs = ''] = /its logs are in (\S+)\./u.exec(demo.output()) ?? [];
  assert.equal((await readdir(logs)).length, 4);
  await checkLogs(logs);
});

for (const [moment, text] of [
  ['while PostgreSQL is started', 'starting PostgreSQL'],
  ['while services are started', 'starting two cta-taped'],
  ['while files go to tape', 'two copies to tape'],
] as const) {
  test(`Ctrl-C ${moment} stops all that was started`, async (t) => {
    const demo = await startDemo(t, await smallTree(t));
    await demo.printed(text);
    const toldAt = performance.now();
    demo.process.kill('SIGINT');
    assert.equal(await demo.ended(), 130, demo.output());
    assert.ok(performance.now() - toldAt < stopBoundMs, demo.output());
    assert.match(demo.output(), /everything is stopped/);
    assert.deepEqual(await processesOf(demo.folder), []);
    assert.deepEqual(await leftovers(demo.folder), []);
  });
}

test('a demo whose output nobody reads any more stops all that it started', async (t) => {
  const demo = await startDemo(t, await smallTree(t));
  await demo.printed('starting virtual tape library');
  demo.process.stdout?.destroy();
  demo.process.stderr?.destroy();
  assert.equal(await demo.ended(), 130);
  assert.deepEqual(await processesOf(demo.folder), []);
  assert.deepEqual(await leftovers(demo.folder), []);
});

test('a folder that does not exist is refused before anything is started', async (t) => {
  const demo = await startDemo(t, join(await emptyFolder(t), 'nowhere'));
  assert.equal(await demo.ended(), 2);
  assert.match(demo.output(), /U101 It does not exist: folder .*nowhere/);
});
