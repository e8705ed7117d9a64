import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What packages do to a machine besides laying down files; the same commands for both kinds of packages. */
export interface MaintainerScripts {
  /** After an install and after an upgrade. */
  readonly afterInstall: string;
  readonly beforeRemove: string;
  readonly afterRemove: string;
  /** Only where the package manager knows a removal that leaves nothing. */
  readonly afterPurge: string;
}

/** @param folder deploy/packages/maintainer */
export function readMaintainerScripts(folder: string): MaintainerScripts {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').replace(/^#!.*\n/, '');
  return {
    afterInstall: read('after-install.sh'),
    beforeRemove: read('before-remove.sh'),
    afterRemove: read('after-remove.sh'),
    afterPurge: read('after-purge.sh'),
  };
}
