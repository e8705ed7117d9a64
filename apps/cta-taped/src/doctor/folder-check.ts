import { access, constants, readdir } from 'node:fs/promises';
import { fromNode } from '@cta/disk';
import { failed, type Finding, good } from './finding.ts';

const subject = 'disk';

/** Whether files can be read from the folders of the configuration, and written to them. */
export function examineFolders(roots: readonly string[]): Promise<readonly Finding[]> {
  return Promise.all(roots.map(folderFinding));
}

async function folderFinding(root: string): Promise<Finding> {
  try {
    await readdir(root);
  } catch (error) {
    return failed(subject, fromNode(error, root, 'read'), 'error', remedy);
  }
  try {
    await access(root, constants.W_OK | constants.X_OK);
    return good(subject, `${root} can be read and written`);
  } catch (error) {
    return failed(
      subject,
      fromNode(error, root, 'write'),
      'warning',
      `${remedy} Folders in it may be writable all the same.`,
    );
  }
}

const remedy = 'Correct allowed_roots in [transfer], or give the user of the service access to the folder.';
