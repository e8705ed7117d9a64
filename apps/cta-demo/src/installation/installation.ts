import { type AdminContext, setDrivesUp } from '@cta/admin';
import { hostName } from '@cta/runtime';
import type { Program } from '@cta/testing';
import { startDatabases } from './databases.ts';
import { enterEntities } from './entities.ts';
import { writeAdminCommand } from './admin-command.ts';
import type { Site } from './site.ts';
import { startServices } from './services.ts';
import type { TapePlan } from './tape-plan.ts';
import { startVirtualLibrary } from './virtual-library.ts';

/** A whole archive that runs. */
export interface Installation extends Pick<Site, 'workspace' | 'signal'> {
  readonly admin: AdminContext;
  /** All that must go on running. */
  readonly programs: readonly Program[];
  /** What people use to look at the archive. */
  readonly adminCommand: string;
}

/**
 * Starts databases, library and services, each of which goes onto the stack, and sets everything up but the labels.
 * @param onStep told what is done next
 */
export async function startInstallation(
  site: Site,
  plan: TapePlan,
  onStep: (step: string) => void,
): Promise<Installation> {
  onStep('PostgreSQL and its schemas');
  const databases = await startDatabases(site);
  site.signal.throwIfAborted();
  const { catalogueDb, schedulerDb } = databases;
  const admin = { catalogueDb, schedulerDb, author: { user: 'demo', host: hostName() } };
  await enterEntities(admin, plan);
  onStep('virtual tape library: 2 drives, 1 changer, 10 slots');
  const library = await startVirtualLibrary(site, plan);
  onStep('two cta-taped, one cta-maintd');
  const services = await startServices(site, databases, library.devices);
  for (const name of services.driveNames) await setDrivesUp(admin, { pattern: name, reason: 'demo' });
  const adminCommand = await writeAdminCommand(site.workspace, databases);
  return { ...site, admin, programs: [library.program, ...services.programs], adminCommand };
}
