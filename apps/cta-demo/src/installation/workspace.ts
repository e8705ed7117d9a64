import { mkdir, mkdtemp, realpath, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { ConditionError } from '@cta/conditions';
import type { Survey } from '../phases/survey.ts';

/** Two copies on tape and one retrieved, with something to spare. */
const spaceForOneByte = 3.3;
const spaceOfItsOwnBytes = 200 * 1024 * 1024;

/** The folder that all the demo's files lie in. */
export class Workspace {
  readonly folder: string;
  #keep = false;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /**
   * Makes the folder: the one that is wished for, which must not exist yet, or a new one for temporary files.
   * @throws ENTITY_EXISTS, VALUE_INVALID where it lies in the folder to be archived, DISK_FULL where it has not enough room
   */
  static async create(wished: string | undefined, survey: Survey): Promise<Workspace> {
    const workspace = new Workspace(await makeFolder(wished));
    try {
      await requireOutside(workspace.folder, survey.folder);
      await requireSpace(workspace.folder, survey.bytes * spaceForOneByte + spaceOfItsOwnBytes);
      await mkdir(workspace.path('logs'));
      return workspace;
    } catch (error) {
      await workspace.leave();
      throw error;
    }
  }

  path(...names: readonly string[]): string {
    return join(this.folder, ...names);
  }

  logFile(name: string): string {
    return this.path('logs', `${name}.log`);
  }

  /** Leaves the folder where it is when everything has stopped. */
  keep(): void {
    this.#keep = true;
  }

  /** Removes the folder unless it is to be kept. @returns what became of it */
  async leave(): Promise<string> {
    if (this.#keep) return `stays: ${this.folder}`;
    await rm(this.folder, { recursive: true, force: true });
    return 'is removed';
  }
}

async function makeFolder(wished: string | undefined): Promise<string> {
  if (wished === undefined) return realpath(await mkdtemp(join(tmpdir(), 'cta-demo-')));
  const folder = resolve(wished);
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) === undefined) {
    throw new ConditionError('ENTITY_EXISTS', { message: `workspace ${folder}`, details: { folder } });
  }
  return realpath(folder);
}

/** A workspace in the tree would be archived with it while it is written to. */
async function requireOutside(workspace: string, tree: string): Promise<void> {
  if (!workspace.startsWith(tree.endsWith(sep) ? tree : tree + sep)) return;
  throw new ConditionError('VALUE_INVALID', {
    message: `the workspace ${workspace} lies in ${tree}, which is to be archived; choose another with --workspace`,
  });
}

async function requireSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= bytes) return;
  const mb = (count: number): string => `${Math.ceil(count / 1e6)} MB`;
  throw new ConditionError('DISK_FULL', {
    message: `${folder} has ${mb(bavail * bsize)} free, ${mb(bytes)} are needed; choose another with --workspace`,
    details: { folder },
  });
}
