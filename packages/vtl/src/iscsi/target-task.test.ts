import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reservedTag, type ScsiCommandPdu } from '@cta/scsi';
import { TargetTask } from './target-task.ts';

function command(final: boolean, lengthBytes: number): ScsiCommandPdu {
  return {
    final,
    immediate: false,
    direction: 'write',
    lun: 1,
    initiatorTaskTag: 5,
    expectedDataTransferLength: lengthBytes,
    cmdSn: 1,
    expStatSn: 1,
    cdb: Buffer.alloc(16),
  };
}

function dataOut(dataSn: number, bufferOffset: number, targetTransferTag = reservedTag) {
  return { final: false, lun: 1, initiatorTaskTag: 5, targetTransferTag, expStatSn: 1, dataSn, bufferOffset };
}

test('asks burst by burst for what did not come with the command', () => {
  const task = new TargetTask(command(true, 2500), new Uint8Array(2500), 500);
  assert.equal(task.awaitsUnsolicited, false);
  assert.deepEqual(task.endSequence(1500, 7), { bufferOffset: 500, lengthBytes: 1500, r2tSn: 0 });
  task.place(dataOut(0, 500, 7), 1000);
  task.place(dataOut(1, 1500, 7), 500);
  assert.deepEqual(task.endSequence(1500, 8), { bufferOffset: 2000, lengthBytes: 500, r2tSn: 1 });
  task.place(dataOut(0, 2000, 8), 500);
  assert.equal(task.endSequence(1500, 9), undefined);
});

test('takes data unasked after the command', () => {
  const task = new TargetTask(command(false, 1000), new Uint8Array(1000), 300);
  assert.equal(task.awaitsUnsolicited, true);
  task.place(dataOut(0, 300), 700);
  assert.equal(task.endSequence(512, 1), undefined);
});

test('is ready when its data are complete, or when it is aborted', async () => {
  await new TargetTask(command(true, 0), new Uint8Array(0), 0).ready;
  const task = new TargetTask(command(true, 10), new Uint8Array(10), 0);
  task.abort();
  await task.ready;
  assert.ok(task.isAborted);
});

describe('refuses data', () => {
  const cases = [
    ['that nobody asked for', dataOut(0, 0)],
    ['of another request', dataOut(0, 0, 8)],
    ['out of order', dataOut(0, 512, 7)],
    ['whose number is wrong', dataOut(27, 0, 7)],
  ] as const;
  for (const [name, pdu] of cases) {
    test(name, () => {
      const task = new TargetTask(command(true, 1024), new Uint8Array(1024), 0);
      task.endSequence(1024, 7);
      assert.throws(() => task.place(pdu, 512), { code: 'D205' });
    });
  }

  test('beyond the burst', () => {
    const task = new TargetTask(command(true, 2048), new Uint8Array(2048), 0);
    task.endSequence(1024, 7);
    assert.throws(() => task.place(dataOut(0, 0, 7), 1025), { code: 'D205' });
  });
});
