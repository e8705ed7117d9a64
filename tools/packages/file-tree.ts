import {
  chmodSync,
  copyFileSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Whether a file or folder of a copied tree is wanted; told by its path below the tree. */
export type Wanted = (path: string) => boolean;

/** A folder that stands for the root of an installed machine: what is put into it is what a package installs. */
export class FileTree {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  write(path: string, content: string | Uint8Array, mode: 0o644 | 0o755 = 0o644): void {
    const target = this.#place(path);
    writeFileSync(target, content);
    chmodSync(target, mode);
  }

  link(path: string, target: string): void {
    symlinkSync(target, this.#place(path));
  }

  copy(source: string, path: string, mode: 0o644 | 0o755 = 0o644): void {
    const target = this.#place(path);
    copyFileSync(source, target);
    chmodSync(target, mode);
  }

  /** Copies the files of a folder, but no links in it; all become plain files that anybody may read. */
  copyFolder(source: string, path: string, isWanted: Wanted): void {
    for (const below of pathsBelow(source)) {
      const file = join(source, below);
      if (lstatSync(file).isFile() && isWanted(below)) this.copy(file, join(path, below));
    }
  }

  /** Gives everything the same time and every folder the same mode, whatever machine it was put together on. */
  settle(epoch: number): void {
    for (const path of ['', ...this.paths()]) {
      const place = join(this.folder, path);
      if (lstatSync(place).isDirectory()) chmodSync(place, 0o755);
      lutimesSync(place, epoch, epoch);
    }
  }

  /** Everything in the tree, sorted; what a link leads to is there once, under its own path. */
  paths(): readonly string[] {
    return [...pathsBelow(this.folder)].sort();
  }

  #place(path: string): string {
    const place = join(this.folder, path);
    mkdirSync(dirname(place), { recursive: true });
    return place;
  }
}

/** Paths of what is in a folder, at any depth. `readdir` does this too, but goes through links to folders. */
function* pathsBelow(folder: string, before = ''): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = `${before}${entry.name}`;
    yield path;
    if (entry.isDirectory()) yield* pathsBelow(join(folder, entry.name), `${path}/`);
  }
}
