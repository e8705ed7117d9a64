import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Run, codeOf, loadedRig, readCdb, residualOf, writeCdb } from './rig.test.ts';

/** The tape as an array, and what SSC-5 says of it: a second reading, slow and plain. */
class ModelTape {
  readonly objects: (number | 'filemark')[] = [];
  position = 0;

  /** Blocks are known by their lengths, of which no two are the same. */
  write(object: number | 'filemark'): void {
    this.objects.splice(this.position);
    this.objects.push(object);
    this.position++;
  }

  read(): string {
    const object = this.objects[this.position];
    if (object === undefined) return '08/00/05';
    this.position++;
    return object === 'filemark' ? '00/00/01' : String(object);
  }

  /** One step at a time. @returns what stopped it and the residual, or '' */
  space(unit: 'blocks' | 'filemarks', count: number): string {
    for (let left = Math.abs(count); left > 0; ) {
      const next = count > 0 ? this.position : this.position - 1;
      const object = this.objects[next];
      if (object === undefined) return count > 0 ? `08/00/05 ${left}` : `00/00/04 ${left}`;
      this.position += Math.sign(count);
      const isFilemark = object === 'filemark';
      if (unit === 'blocks' && isFilemark) return `00/00/01 ${left}`;
      if (unit === 'blocks' || isFilemark) left--;
    }
    return '';
  }

  locate(target: number): string {
    this.position = Math.min(target, this.objects.length);
    return target > this.objects.length ? '08/00/05' : '';
  }
}

const someCommand = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('filemark' as const), immediate: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('space' as const),
      unit: fc.constantFrom('blocks' as const, 'filemarks' as const),
      count: fc.integer({ min: -4, max: 4 }),
      long: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('locate' as const), target: fc.nat(12), long: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('end of data' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rewind' as const) }) },
);
type SomeCommand = typeof someCommand extends fc.Arbitrary<infer C> ? C : never;

function hex(value: number | bigint, bytes: number): string {
  return BigInt.asUintN(bytes * 8, BigInt(value))
    .toString(16)
    .padStart(bytes * 2, '0');
}

async function step(run: Run, model: ModelTape, command: SomeCommand, serial: number): Promise<[string, string]> {
  const withResidual = async (cdb: string): Promise<string> => {
    const seen = await run(cdb);
    return seen.status === 0 ? '' : `${codeOf(seen)} ${residualOf(seen)}`;
  };
  switch (command.kind) {
    case 'write': {
      const length = 1 + serial;
      model.write(length);
      return [String((await run(writeCdb(length), { dataOut: Buffer.alloc(length, serial) })).status), '0'];
    }
    case 'filemark':
      model.write('filemark');
      return [await withResidual(`10 ${command.immediate ? '01' : '00'} 000001 00`), ''];
    case 'read': {
      const seen = await run(readCdb(1000, '02'));
      return [seen.status === 0 ? String(seen.data.length) : codeOf(seen), model.read()];
    }
    case 'space': {
      const code = command.unit === 'blocks' ? '00' : '01';
      const { count, unit } = command;
      const cdb = command.long ? `91 ${code} 0000 ${hex(count, 8)} 00000000` : `11 ${code} ${hex(count, 3)} 00`;
      return [await withResidual(cdb), model.space(unit, count)];
    }
    case 'locate': {
      const { target, long } = command;
      const seen = await run(long ? `92 00 0000 ${hex(target, 8)} 00000000` : `2b 00 00 ${hex(target, 4)} 00 00 00`);
      return [seen.status === 0 ? '' : codeOf(seen), model.locate(target)];
    }
    case 'end of data':
      return [await withResidual('11 03 000000 00'), model.locate(model.objects.length)];
    case 'rewind':
      return [await withResidual('01 00 00 00 00 00'), model.locate(0)];
  }
}

test('any sequence of commands does to the tape what it does to an array', async (t) => {
  const rig = await loadedRig(t);
  await fc.assert(
    fc.asyncProperty(fc.array(someCommand, { maxLength: 40 }), async (commands) => {
      await rig.good('01 00 00 00 00 00');
      await rig.good('19 00 00 00 00 00');
      const model = new ModelTape();
      for (const [serial, command] of commands.entries()) {
        const [seen, expected] = await step(rig.run, model, command, serial);
        assert.equal(seen, expected, JSON.stringify(command));
        const position = await rig.good('34 06 00 00 00 00 00 00 20 00');
        const filemarks = model.objects.slice(0, model.position).filter((object) => object === 'filemark').length;
        assert.deepEqual(
          [position.readBigUInt64BE(8), position.readBigUInt64BE(16)],
          [BigInt(model.position), BigInt(filemarks)],
        );
      }
    }),
    { numRuns: 150 },
  );
});
