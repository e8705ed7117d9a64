import { driveConfig, listServices, readDriveHardware } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';
import { type DriveLsItem, driveLsItem } from './drive-ls-item.ts';
import { selectDrives } from './drive-selection.ts';
import { serviceOf, signsOf } from './service-signs.ts';

/**
 * Drives by name, all of them or those whose whole name the regular expression matches.
 * @param staleAfterMs silence of its service after which what a drive said is shown as stale
 * @throws NO_SUCH_ENTITY where an expression matches none
 */
export async function listDrives(
  context: AdminContext,
  { pattern, staleAfterMs }: { readonly pattern?: string; readonly staleAfterMs: number },
): Promise<readonly DriveLsItem[]> {
  const { catalogueDb } = context;
  const drives = await selectDrives(context, pattern ?? '.*');
  if (drives.length === 0 && pattern !== undefined) {
    throw new ConditionError('NO_SUCH_ENTITY', {
      message: `Drive ${pattern} not found`,
      details: { kind: 'drive', name: pattern },
    });
  }
  const now = new Date();
  const services = await listServices(catalogueDb);
  const items: DriveLsItem[] = [];
  for (const drive of drives) {
    const service = serviceOf(drive, services);
    items.push(
      driveLsItem(drive, {
        driveConfig: await driveConfig(catalogueDb, drive.driveName),
        service: service && signsOf(service, staleAfterMs),
        hardware: await readDriveHardware(catalogueDb, drive.driveName),
        now,
        staleAfterMs,
      }),
    );
  }
  return items;
}
