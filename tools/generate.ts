/** Writes the files that are generated from code, or with --check says which of them are not up to date. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { comingFromCtaPage } from './pages/coming-from-cta.ts';
import { commandsPage } from './pages/commands.ts';
import { conditionsPage } from './pages/conditions.ts';
import { configurationPage } from './pages/configuration.ts';
import { driveStatesPage } from './pages/drive-states.ts';
import { exitStatusesPage } from './pages/exit-statuses.ts';
import { logEventsPage } from './pages/log-events.ts';
import { metricsPage } from './pages/metrics.ts';
import { root } from './step.ts';

interface GeneratedFile {
  readonly path: string;
  readonly content: () => string;
}

export const generatedFiles: readonly GeneratedFile[] = [
  { path: 'docs/coming-from-cta.md', content: comingFromCtaPage },
  { path: 'docs/conditions.md', content: conditionsPage },
  { path: 'docs/configuration.md', content: configurationPage },
  { path: 'docs/cta-admin.md', content: commandsPage },
  { path: 'docs/drive-states.md', content: driveStatesPage },
  { path: 'docs/exit-statuses.md', content: exitStatusesPage },
  { path: 'docs/log-events.md', content: logEventsPage },
  { path: 'docs/metrics.md', content: metricsPage },
];

function current(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

if (import.meta.main) {
  const stale = generatedFiles.filter(({ path, content }) => current(path) !== content());
  if (process.argv.includes('--check')) {
    for (const { path } of stale) console.error(`${path} is not up to date: npm run generate`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    for (const { path, content } of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content());
      console.error(`wrote ${path}`);
    }
  }
}
