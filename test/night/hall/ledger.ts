import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { diskInstance, requester, storageClasses, type StorageClassName } from '../../system/rig/rig-entities.ts';
import type { Container } from '../container/container.ts';
import type { Operator, TapeFileRow } from './operator.ts';
import { diskFolder, tapes } from './site.ts';

/** Files that were asked for together. */
export interface Batch {
  readonly name: string;
  readonly archiveFileIds: readonly string[];
  readonly copies: number;
}

/** Every file that was asked for in this night, and what became of it. */
export class Ledger {
  readonly #machine: Container;
  readonly #operator: Operator;
  readonly #batches: Batch[] = [];

  constructor(machine: Container, operator: Operator) {
    this.#machine = machine;
    this.#operator = operator;
  }

  get fileCount(): number {
    return this.#batches.reduce((sum, { archiveFileIds }) => sum + archiveFileIds.length, 0);
  }

  /** Puts files of random bytes on the machine's disk, and asks for them to be archived. */
  async submit(count: number, sizeBytes: number, storageClass: StorageClassName): Promise<Batch> {
    const name = `batch-${this.#batches.length + 1}`;
    const folder = `${diskFolder}/${name}`;
    for (let file = 1; file <= count; file += 1) {
      await this.#machine.writeFile(`${folder}/file-${file}`, randomBytes(sizeBytes));
    }
    const queued = await this.#operator.archive(folder, storageClass, requester.name, diskInstance);
    assert.equal(queued.length, count);
    const archiveFileIds = queued.map(({ archiveFileId }) => archiveFileId);
    const batch = { name, archiveFileIds, copies: storageClasses[storageClass] };
    this.#batches.push(batch);
    return batch;
  }

  /** Whether nothing is left to do. */
  async isSettled(): Promise<boolean> {
    return (await this.#operator.queues()).length === 0;
  }

  /** No file is lost or doubled: each has its copies, nothing waits, nothing has failed, and there is nothing else. */
  async assertComplete(): Promise<void> {
    const byFile = Map.groupBy(await this.#copies(), ({ af }) => af.archiveId);
    for (const { name, archiveFileIds, copies } of this.#batches) {
      for (const id of archiveFileIds) {
        const numbers = byFile
          .get(id)
          ?.map(({ tf }) => Number(tf.copyNb))
          .toSorted((a, b) => a - b);
        assert.deepEqual(numbers, [1, 2].slice(0, copies), `copies of file ${id} of ${name}`);
      }
    }
    assert.equal(byFile.size, this.fileCount, 'files in the Catalogue');
    assert.deepEqual(await this.#operator.failedRequests(), []);
    assert.deepEqual(await this.#operator.queues(), []);
  }

  async #copies(): Promise<readonly TapeFileRow[]> {
    return (await Promise.all(tapes.map(({ vid }) => this.#operator.copiesOn(vid)))).flat();
  }
}
