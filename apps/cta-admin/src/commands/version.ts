import { type ArchiveVersion, readArchiveVersion } from '@cta/admin';
import { version } from '@cta/runtime';
import { command } from '../command-line/command.ts';
import { instanceColumn, type OfInstance } from '../output/instance-columns.ts';
import type { Column } from '../output/table.ts';

interface VersionItem extends ArchiveVersion {
  readonly clientVersion: { readonly ctaVersion: string };
  /** Never with a password: that is in a file of its own. */
  readonly catalogueConnectionString: string;
  readonly schedulerBackendName: string;
}

const columns: readonly Column<OfInstance<VersionItem>>[] = [
  { header: 'CTA Admin', cell: ({ clientVersion }) => clientVersion.ctaVersion },
  { header: 'Catalogue Schema', cell: ({ catalogueVersion }) => catalogueVersion },
  { header: 'DB Connection String', cell: ({ catalogueConnectionString }) => catalogueConnectionString },
  { ...instanceColumn, header: 'Instance Name' },
  { header: 'Status', cell: ({ isUpgrading }) => (isUpgrading ? 'UPGRADING' : 'PRODUCTION') },
  { header: 'Scheduler Backend Name', cell: ({ schedulerBackendName }) => schedulerBackendName },
];

export const versionCommand = command({
  name: 'version',
  alias: 'v',
  summary: 'show the versions of this program and of the Catalogue',
  run: async ({ admin, configuration, list }) => {
    const item = {
      ...(await readArchiveVersion(admin)),
      clientVersion: { ctaVersion: version },
      catalogueConnectionString: withoutPassword(configuration.catalogue.url),
      schedulerBackendName: configuration.scheduler_backend_name,
    };
    list(columns, [item]);
  },
});

function withoutPassword(url: string): string {
  const shown = URL.parse(url);
  if (shown === null || shown.password === '') return url;
  shown.password = '***';
  return shown.href;
}
