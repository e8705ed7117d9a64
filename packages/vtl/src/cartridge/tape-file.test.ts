import assert from 'node:assert/strict';
import {
  copyFileSync,
  ftruncateSync,
  openSync,
  closeSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { isCondition } from '@cta/conditions';
import { crc32c } from '@node-rs/crc32';
import fc from 'fast-check';
import { temporaryFolder } from '../drive/rig.test.ts';
import { dataStart } from './durable-mark.ts';
import { TapeFile } from './tape-file.ts';

type Model = (Buffer | 'filemark')[];

function append(tape: TapeFile, object: Buffer | 'filemark'): void {
  if (object === 'filemark') tape.append({ kind: 'filemark' });
  else tape.append({ kind: 'block', length: object.length, crc32c: crc32c(object), protected: false }, object);
}

function contentOf(tape: TapeFile): Model {
  const into = Buffer.alloc(300_000);
  return Array.from({ length: tape.index.count }, (_, number) =>
    tape.index.at(number)?.kind === 'filemark' ? 'filemark' : Buffer.from(into.subarray(0, tape.read(number, into))),
  );
}

/** Objects of all sizes that matter to the buffer: gathered ones and long ones. */
const someObject = fc.oneof(
  fc.constant('filemark' as const),
  fc
    .tuple(fc.constantFrom(1, 80, 4096, 65_536, 65_537, 262_144), fc.nat(255))
    .map(([length, fill]) => Buffer.alloc(length, fill)),
);
const someStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), object: someObject }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('flush' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('truncate' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('drop' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
);

test('any sequence of writing, flushing, cutting and reopening reads back as an array would', async (t) => {
  const folder = temporaryFolder(t);
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(someStep, { maxLength: 25 }), async (steps) => {
      const path = join(folder, `tape-${round++}`);
      TapeFile.create(path);
      let tape = TapeFile.open(path);
      let model: Model = [];
      let durable = 0;
      for (const step of steps) {
        switch (step.kind) {
          case 'append':
            append(tape, step.object);
            model.push(step.object);
            break;
          case 'flush':
            await tape.flush();
            durable = model.length;
            break;
          case 'truncate': {
            const count = Math.floor(step.share * model.length);
            tape.truncate(count);
            model = model.slice(0, count);
            durable = Math.min(durable, count);
            break;
          }
          case 'drop':
            tape.dropUnflushed();
            model = model.slice(0, durable);
            break;
          case 'reopen':
            tape.close();
            tape = TapeFile.open(path);
            break;
        }
        assert.equal(tape.durableCount, durable);
      }
      assert.deepEqual(contentOf(tape), model);
      const filemarks = model.flatMap((object, number) => (object === 'filemark' ? [number] : []));
      assert.deepEqual(
        filemarks.map((_, ordinal) => tape.index.filemarkAt(ordinal)),
        filemarks,
      );
      tape.close();
    }),
    { numRuns: 60 },
  );
});

test('a tape that was killed at any byte reopens to whole objects, and has all that was flushed', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, 'tape');
  TapeFile.create(path);
  const tape = TapeFile.open(path);
  const objects: Model = [
    Buffer.alloc(80, 1),
    'filemark',
    Buffer.alloc(300, 2),
    Buffer.alloc(70_000, 3),
    'filemark',
    Buffer.alloc(17, 4),
  ];
  for (const object of objects.slice(0, 3)) append(tape, object);
  await tape.flush();
  const flushed = statSync(path).size;
  for (const object of objects.slice(3)) append(tape, object);
  tape.close();
  const size = statSync(path).size;

  const copy = join(folder, 'copy');
  const cuts = fc.oneof(
    fc.integer({ min: flushed, max: flushed + 40 }),
    fc.integer({ min: size - 60, max: size }),
    fc.integer({ min: flushed, max: size }),
  );
  fc.assert(
    fc.property(cuts, fc.boolean(), (cut, zeroes) => {
      copyFileSync(path, copy);
      truncateSync(copy, cut);
      // After a loss of power a file can have its length and not its data.
      if (zeroes) truncateSync(copy, size);
      const reopened = TapeFile.open(copy);
      const content = contentOf(reopened);
      assert.ok(content.length >= 3);
      assert.deepEqual(content, objects.slice(0, content.length));
      append(reopened, Buffer.alloc(5, 9));
      assert.deepEqual(contentOf(reopened).at(-1), Buffer.alloc(5, 9));
      reopened.close();
    }),
    { numRuns: 300 },
  );
});

test('a tape that has lost what was flushed is CARTRIDGE_DAMAGED and stays as it is', async (t) => {
  const path = join(temporaryFolder(t), 'tape');
  TapeFile.create(path);
  const tape = TapeFile.open(path);
  append(tape, Buffer.alloc(5000, 1));
  append(tape, 'filemark');
  await tape.flush();
  tape.close();
  const whole = readFileSync(path);
  for (const cut of [0, 10, dataStart, dataStart + 15, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, cut));
    assert.throws(
      () => TapeFile.open(path),
      (error) => isCondition(error, 'CARTRIDGE_DAMAGED'),
      `cut at ${cut}`,
    );
    assert.equal(statSync(path).size, cut);
  }
});

test('a torn durable mark promises nothing, and all that is whole is found', async (t) => {
  const path = join(temporaryFolder(t), 'tape');
  TapeFile.create(path);
  const tape = TapeFile.open(path);
  append(tape, Buffer.alloc(5000, 1));
  await tape.flush();
  tape.close();
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.from([0xff]), 0, 1, 15);
  ftruncateSync(descriptor, statSync(path).size);
  closeSync(descriptor);
  const reopened = TapeFile.open(path);
  assert.deepEqual([reopened.index.count, reopened.durableCount], [1, 0]);
  reopened.close();
});

test('a block whose data have changed is MEDIUM_READ_ERROR', async (t) => {
  const path = join(temporaryFolder(t), 'tape');
  TapeFile.create(path);
  const tape = TapeFile.open(path);
  append(tape, Buffer.alloc(5000, 1));
  await tape.flush();
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.from([0xff]), 0, 1, dataStart + 100);
  closeSync(descriptor);
  assert.throws(
    () => tape.read(0, Buffer.alloc(5000)),
    (error) => isCondition(error, 'MEDIUM_READ_ERROR'),
  );
  tape.close();
});
