import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FileStarts } from './file-starts.ts';
import { GrowingCount } from './growing-count.ts';
import { Window } from './window.ts';
import { allocateWindow, slotStrideBytes, slotsIn } from './window-memory.ts';

const blockBytes = 64;

/** One file as the property sees it: its number of blocks, and the block after which its source fails, if it does. */
const fileArbitrary = fc
  .record({ blocks: fc.integer({ min: 1, max: 12 }), failsAt: fc.option(fc.nat(11), { nil: undefined }) })
  .map(({ blocks, failsAt }) => ({ blocks, failsAt: failsAt !== undefined && failsAt < blocks ? failsAt : undefined }));

/** A block's content: which file, which block. */
function content(file: number, block: number): string {
  return `${file}/${block}`;
}

function write(window: Window, seq: number, text: string): number {
  return Buffer.from(window.block(seq).buffer, window.offset(seq), blockBytes).write(text);
}

function read(window: Window, seq: number): string {
  return Buffer.from(window.block(seq).buffer, window.offset(seq), window.length(seq)).toString();
}

test('any interleaving of files filled out of order delivers every block once and in order', async () => {
  const property = fc.asyncProperty(
    fc.scheduler(),
    fc.array(fileArbitrary, { minLength: 1, maxLength: 8 }),
    fc.integer({ min: 2, max: 6 }),
    fc.integer({ min: 1, max: 4 }),
    async (scheduler, files, slots, producers) => {
      const window = new Window(allocateWindow(slots, blockBytes));
      const turn = (who: string) => scheduler.schedule(Promise.resolve(), who);
      const starts = files.map((_, file) => files.slice(0, file).reduce((sum, { blocks }) => sum + blocks, 0));
      let next = 0;

      async function produce(name: string): Promise<void> {
        for (let file = next++; file < files.length; file = next++) {
          const { blocks, failsAt } = files[file] ?? assert.fail();
          for (let block = 0; block < blocks; block += 1) {
            const seq = (starts[file] ?? assert.fail()) + block;
            await turn(name);
            assert.equal(await window.whenFree(seq), true);
            if (block === failsAt) {
              window.fill(seq, 'failed', 0);
              break;
            }
            const length = write(window, seq, content(file, block));
            window.fill(seq, block === blocks - 1 ? 'last' : 'data', length, file);
          }
        }
      }

      const delivered: string[] = [];
      async function consume(): Promise<void> {
        for (const [file, { blocks }] of files.entries()) {
          for (let block = 0; block < blocks; block += 1) {
            const seq = (starts[file] ?? assert.fail()) + block;
            await turn('consumer');
            assert.equal(await window.whenFull(seq), true);
            const kind = window.kind(seq);
            if (kind !== 'failed') delivered.push(read(window, seq));
            if (kind === 'last') assert.equal(window.checksum(seq), file);
            window.release(seq);
            if (kind === 'failed') {
              for (let rest = block + 1; rest < blocks; rest += 1) window.skip(seq - block + rest);
              break;
            }
          }
        }
      }

      const everybody = Promise.all([
        consume(),
        ...Array.from({ length: producers }, (_, n) => produce(`producer ${n}`)),
      ]);
      await scheduler.waitFor(everybody);
      assert.deepEqual(
        delivered,
        files.flatMap(({ blocks, failsAt }, file) =>
          Array.from({ length: failsAt ?? blocks }, (_, block) => content(file, block)),
        ),
      );
    },
  );
  await fc.assert(property, { numRuns: 60 });
});

test('an abort ends all waiting and stays until the reset', async () => {
  const window = new Window(allocateWindow(4, blockBytes));
  const waiting = [window.whenFull(0), window.whenFree(5)];
  window.abort();
  assert.deepEqual(await Promise.all(waiting), [false, false]);
  window.fill(0, 'data', 1);
  assert.equal(window.awaitFull(0), false);
  window.reset();
  assert.equal(window.awaitFree(3), true);
  assert.equal(window.isFree(4), false);
});

test('a block out of turn is a fault of the program', () => {
  const window = new Window(allocateWindow(4, blockBytes));
  window.fill(0, 'data', 1);
  assert.throws(() => window.fill(0, 'data', 1), /block 0/);
  assert.throws(() => window.release(1), /block 1/);
  assert.throws(() => window.skip(4), /block 4/);
});

test('the slots that wait for the other side can be counted, in any lap and after an abort', () => {
  const window = new Window(allocateWindow(4, blockBytes));
  for (const seq of [0, 1, 3]) window.fill(seq, 'data', blockBytes);
  assert.equal(window.fullSlots(), 3);
  window.release(0);
  window.skip(2);
  window.fill(4, 'data', blockBytes);
  assert.equal(window.fullSlots(), 3);
  window.abort();
  assert.equal(window.fullSlots(), 0);
});

test('checksums are unsigned', () => {
  const window = new Window(allocateWindow(4, blockBytes));
  window.fill(0, 'last', 0, 0xfeed_beef);
  assert.equal(window.checksum(0), 0xfeed_beef);
});

test('slots begin at page boundaries and have room for protection', () => {
  assert.equal(slotStrideBytes(256 * 1024), 256 * 1024 + 4096);
  assert.equal(slotsIn(16 * 1024 * 1024, 256 * 1024), 63);
  const window = new Window(allocateWindow(8, 256 * 1024));
  assert.equal(window.offset(1) % 4096, 0);
  assert.equal(window.blockWithRoom(7).length, 256 * 1024 + 4);
});

test('a growing count tells who waits that an element is there, or never will be', async () => {
  const words = new Int32Array(new SharedArrayBuffer(8));
  const count = new GrowingCount(words, 1);
  const [second, third] = [count.whenBeyond(1), count.whenBeyond(2)];
  count.advance(2);
  assert.equal(await second, true);
  count.close();
  assert.equal(await third, false);
  assert.equal(count.awaitBeyond(1), true);
  count.abort();
  assert.equal(count.awaitBeyond(1), false);
  count.advance(1);
  assert.equal(count.value, 0);
});

test('starts of retrieved files are kept for as many files as a window can hold', () => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  const starts = new FileStarts(words, 0, new SharedArrayBuffer(FileStarts.sizeBytes(3)));
  for (const seq of [0, 1, 2 ** 40, 2 ** 40 + 1]) starts.begin(seq);
  assert.equal(starts.begun.value, 4);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => starts.startOf(index)),
    [0, 1, 2 ** 40, 2 ** 40 + 1],
  );
});
