import { writeFile } from 'node:fs/promises';
import { mainOf, writeTomlFile } from '@cta/testing';
import type { DatabaseAccess } from './databases.ts';
import type { Workspace } from './workspace.ts';

/** Writes a command `cta-admin` into the workspace that works on this archive. @returns its path */
export async function writeAdminCommand(workspace: Workspace, access: DatabaseAccess): Promise<string> {
  const configuration = workspace.path('cta-admin.toml');
  const database = { url: access.url, password_file: access.passwordFile };
  await writeTomlFile(configuration, { catalogue: database, scheduler: database });
  const command = workspace.path('cta-admin');
  const words = [process.execPath, ...process.execArgv, mainOf('cta-admin'), '--config', configuration];
  await writeFile(command, `#!/bin/sh\nexec ${words.map(quoted).join(' ')} "$@"\n`, { mode: 0o755 });
  return command;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
