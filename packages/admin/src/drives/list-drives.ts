import { driveConfig } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { type DriveLsItem, driveLsItem } from './drive-ls-item.ts';
import { selectDrives } from './drive-selection.ts';

/**
 * Drives by name, all of them or those whose whole name the regular expression matches.
 * @throws NO_SUCH_ENTITY where an expression matches none
 */
export async function listDrives(context: AdminContext, pattern?: string): Promise<readonly DriveLsItem[]> {
  const drives = await selectDrives(context, pattern ?? '.*');
  if (drives.length === 0 && pattern !== undefined) {
    throw new ConditionError('NO_SUCH_ENTITY', {
      message: `Drive ${pattern} not found`,
      details: { kind: 'drive', name: pattern },
    });
  }
  const now = new Date();
  const items: DriveLsItem[] = [];
  for (const drive of drives) {
    items.push(driveLsItem(drive, await driveConfig(context.catalogueDb, drive.driveName), now));
  }
  return items;
}
