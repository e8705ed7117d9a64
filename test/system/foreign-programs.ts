import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';

/** Fails with what to install where a program of a Debian package is missing. */
export function requireProgram(program: string, debianPackage: string): void {
  const { error } = spawnSync(program, ['--help']);
  assert.equal(error, undefined, `${program} is missing: apt-get install ${debianPackage}`);
}

export interface ProgramEnd {
  readonly status: number;
  /** Standard output and standard error. */
  readonly text: string;
}

/** Runs a foreign program to its end, a minute at most. */
export function runProgram(program: string, ...words: string[]): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    execFile(program, words, { timeout: 60_000 }, (error, out, errors) => {
      const text = out + errors;
      if (error === null) resolve({ status: 0, text });
      else if (typeof error.code === 'number') resolve({ status: error.code, text });
      else reject(error);
    });
  });
}
