import { spawnSync } from 'node:child_process';

/** The checkout's root: every tool runs there, wherever it was called from. */
export const root = new URL('..', import.meta.url).pathname;

/** Runs a command in the checkout's root with its output shown; ends this process with the command's status where it failed. */
export function step(title: string, command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): void {
  console.error(`\n── ${title}`);
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
  if (error) throw error;
  if (status !== 0) {
    console.error(`── ${title}: failed`);
    process.exit(status ?? 1);
  }
}

/** Arguments with which node runs the sources unbuilt. */
export const sourceConditions = ['--conditions=@cta/source'] as const;
