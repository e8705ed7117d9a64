import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type AdminContext,
  type ArchiveSubmission,
  type QueuedFile,
  requestTapeLabel,
  type RetrieveSubmission,
  submitArchive,
  submitRetrieve,
  waitForTapeLabel,
} from '@cta/admin';
import { listTapeFiles, listTapes, type TapeListItem, Vid } from '@cta/catalogue';
import { requestProgress, type RequestProgress } from '@cta/scheduler';
import { verifyTape, waitUntil } from '@cta/testing';
import { type CommandEnd, runCommand } from './command.ts';
import type { DatabaseSection } from './rig-databases.ts';
import { diskInstance, requester, type StorageClassName } from './rig-entities.ts';
import type { RigLibrary } from './rig-library.ts';
import type { RigService } from './rig-service.ts';

export interface RigParts {
  readonly folder: string;
  readonly admin: AdminContext;
  readonly library: RigLibrary;
  readonly drives: readonly [RigService, RigService];
  readonly maintd: RigService;
  /** Configuration file of cta-admin. */
  readonly adminConfiguration: string;
  readonly databaseSection: DatabaseSection;
}

/** How long anything may take. */
export const patienceMs = 60_000;
const pollMs = 100;
const linesOfLog = 25;

/** A small archive of real programs: a virtual library, a service for each of two drives, and the maintenance service. */
export class ArchiveRig {
  readonly admin: AdminContext;
  readonly library: RigLibrary;
  readonly drives: readonly [RigService, RigService];
  readonly maintd: RigService;
  readonly databaseSection: DatabaseSection;
  readonly #folder: string;
  readonly #adminConfiguration: string;
  #exports = 0;

  constructor({ folder, admin, library, drives, maintd, adminConfiguration, databaseSection }: RigParts) {
    this.databaseSection = databaseSection;
    this.admin = admin;
    this.library = library;
    this.drives = drives;
    this.maintd = maintd;
    this.#folder = folder;
    this.#adminConfiguration = adminConfiguration;
  }

  /** A place outside of the folder that the drive services may read and write. */
  outside(...names: readonly string[]): string {
    return join(this.#folder, ...names);
  }

  /** A place in that folder. */
  disk(...names: readonly string[]): string {
    return join(this.#folder, 'disk', ...names);
  }

  async startServices(): Promise<void> {
    const signal = AbortSignal.timeout(patienceMs);
    await Promise.all([...this.drives, this.maintd].map((service) => service.startReady(signal)));
  }

  async stopServices(): Promise<void> {
    await Promise.all([...this.drives, this.maintd].map((service) => service.stop()));
  }

  /** Runs `cta-admin --json`. */
  cli(...words: readonly string[]): Promise<CommandEnd> {
    return runCommand('cta-admin', ['--config', this.#adminConfiguration, '--json', ...words]);
  }

  /** What `cta-admin --json` lists. */
  async cliList(...words: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const { status, output, errors } = await this.cli(...words);
    if (status !== 0) throw new Error(`cta-admin ${words.join(' ')}: ${errors}`);
    return JSON.parse(output) as Readonly<Record<string, unknown>>[];
  }

  /** Asks again and again until there is an answer, as long as no service has ended by itself. */
  until<T>(what: string, ask: () => T | undefined | Promise<T | undefined>): Promise<T> {
    const askIfAlive = (): T | undefined | Promise<T | undefined> => {
      for (const service of [...this.drives, this.maintd]) service.assertAlive();
      return ask();
    };
    return waitUntil(askIfAlive, { what, timeoutMs: patienceMs, pollMs, signal: new AbortController().signal });
  }

  async label(...vids: readonly string[]): Promise<void> {
    const bounds = { timeoutMs: patienceMs, signal: new AbortController().signal };
    const labels = await Promise.all(vids.map((vid) => requestTapeLabel(this.admin, { vid, force: false })));
    await Promise.all(labels.map((label) => waitForTapeLabel(this.admin, label, bounds)));
  }

  /** Makes a file of random bytes. @returns its path */
  async makeFile(name: string, sizeBytes: number): Promise<string> {
    const path = this.disk(name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, randomBytes(sizeBytes));
    return path;
  }

  makeFiles(prefix: string, count: number, sizeBytes: number): Promise<readonly string[]> {
    return Promise.all(Array.from({ length: count }, (_, index) => this.makeFile(`${prefix}-${index}`, sizeBytes)));
  }

  /** Asks for files to be archived; none of them may be refused. */
  async archive(
    paths: readonly string[],
    storageClass: StorageClassName,
    reportUrls: { readonly reportUrl?: string; readonly errorReportUrl?: string } = {},
  ): Promise<ArchiveSubmission> {
    const signal = AbortSignal.timeout(patienceMs);
    const asked = { paths, storageClass, diskInstance, requester, checksum: true, ...reportUrls, signal };
    const submission = await submitArchive(this.admin, asked);
    for (const { error } of submission.refused) throw error;
    return submission;
  }

  /** Asks for files to be retrieved to a new folder; none of them may be refused. */
  async retrieve(files: readonly QueuedFile[], folder: string): Promise<RetrieveSubmission> {
    const submission = await submitRetrieve(this.admin, {
      files: files.map((file) => ({ archiveFileId: file.archiveFileId, destination: this.disk(folder, file.name) })),
      diskInstance,
      requester,
      signal: AbortSignal.timeout(patienceMs),
    });
    for (const { error } of submission.refused) throw error;
    return submission;
  }

  /** Waits until every request of a submission is done or has failed. */
  settled({
    requestGroup,
    queued,
  }: {
    readonly requestGroup: string;
    readonly queued: readonly unknown[];
  }): Promise<RequestProgress> {
    return this.until(`the end of ${queued.length} requests`, async () => {
      const progress = await requestProgress(this.admin.schedulerDb, { requestGroup });
      return progress.done + progress.failed === queued.length ? progress : undefined;
    });
  }

  async tape(vid: string): Promise<TapeListItem> {
    const [tape] = await listTapes(this.admin.catalogueDb, { vids: [Vid(vid)] });
    if (tape === undefined) throw new Error(`no tape ${vid}`);
    return tape;
  }

  /** Exports a tape of the stopped library and compares it with the Catalogue. @returns a sentence a difference */
  async differencesOnTape(vid: string): Promise<readonly string[]> {
    this.#exports += 1;
    const image = join(this.#folder, `export-${this.#exports}`);
    await this.library.export(vid, image);
    const files = await listTapeFiles(this.admin.catalogueDb, { vid: Vid(vid) });
    return verifyTape(
      image,
      vid,
      files.map(({ archiveFileId, fSeq, blockId, sizeBytes, adler32 }) => ({
        archiveFileId,
        fSeq: Number(fSeq),
        blockId: Number(blockId),
        sizeBytes: Number(sizeBytes),
        adler32,
      })),
    );
  }

  /** What each program logged last. */
  endsOfLogs(): string {
    const programs = [this.library, ...this.drives, this.maintd].flatMap(({ program }) => program ?? []);
    return programs.map((program) => [`--- ${program.title}:`, ...program.lastLines(linesOfLog)].join('\n')).join('\n');
  }
}
