import { readdir } from 'node:fs/promises';
import type { Workspace } from '../installation/workspace.ts';
import { lastLines } from '@cta/testing';

const shownLines = 4;

/** Which logs there are, and what each ends with: where to read on after a failure. */
export async function logEnds(workspace: Workspace): Promise<readonly string[]> {
  const names = await readdir(workspace.path('logs'));
  return names.toSorted().flatMap((name) => {
    const file = workspace.path('logs', name);
    return [`${file} ends:`, ...lastLines(file, shownLines).map((line) => `    ${line}`)];
  });
}
