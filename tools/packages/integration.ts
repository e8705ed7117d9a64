import { join } from 'node:path';
import type { FileTree } from './file-tree.ts';
import { payloadFolder } from './payload.ts';
import { product } from './product.ts';

/** Puts in what ties the programs to the system: commands, units, user and folders. */
export function addIntegration(tree: FileTree, compiled: string): void {
  for (const { name } of product.programs) tree.write(`usr/bin/${name}`, launcher(name), 0o755);
  const all = () => true;
  tree.copyFolder(join(compiled, 'deploy/systemd'), 'usr/lib/systemd/system', (path) =>
    /\.(service|target)$/.test(path),
  );
  const backOff = 'systemd/restart-back-off.conf';
  tree.copy(join(compiled, 'deploy', backOff), join(payloadFolder, backOff));
  tree.copyFolder(join(compiled, 'deploy/packages/system-preset'), 'usr/lib/systemd/system-preset', all);
  tree.copyFolder(join(compiled, 'deploy/packages/sysusers.d'), 'usr/lib/sysusers.d', all);
  tree.copyFolder(join(compiled, 'deploy/packages/tmpfiles.d'), 'usr/lib/tmpfiles.d', all);
}

/** Node.js takes a module for what its path is without links: a process stays in the release that it was started from. */
function launcher(program: string): string {
  return `#!/bin/sh
exec /usr/lib/cta/current/bin/node /usr/lib/cta/current/apps/${program}/dist/main.js "$@"
`;
}
