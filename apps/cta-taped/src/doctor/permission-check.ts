import { access, constants } from 'node:fs/promises';
import { userInfo } from 'node:os';
import type { ConditionName } from '@cta/conditions';
import type { Configuration } from '../configuration.ts';
import { type Finding, good, noticed } from './finding.ts';

/** Something that the service opens by its path. */
interface Used {
  readonly subject: string;
  readonly path: string;
  readonly mode: number;
  /** What the service says where it may not. */
  readonly condition: ConditionName;
  readonly remedy: string;
}

/** Whether the user that this process runs as may read the configuration and the secrets that it names. */
export function examineFiles(configurationFile: string, configuration: Configuration): Promise<readonly Finding[]> {
  const { catalogue, scheduler } = configuration;
  const secrets = [catalogue.password_file, scheduler.password_file].flatMap((file) => file?.plainPath ?? []);
  const readable = (path: string) => ({ path, mode: constants.R_OK, remedy: 'chgrp cta, and chmod g+r.' });
  return examine([
    { subject: 'configuration', condition: 'CONFIGURATION_UNREADABLE', ...readable(configurationFile) },
    ...[...new Set(secrets)].map(
      (path) => ({ subject: 'secret', condition: 'SECRET_UNREADABLE', ...readable(path) }) as const,
    ),
  ]);
}

/** Whether that user may open the devices; those of iSCSI are nobody's. */
export function examineDevices({ drive }: Configuration): Promise<readonly Finding[]> {
  const { device, changer } = drive;
  const opened = (path: string) => ({ path, mode: constants.R_OK | constants.W_OK, remedy: deviceRemedy });
  const devices = [
    { subject: 'drive', condition: 'DRIVE_ACCESS_DENIED', ...opened(device) },
    { subject: 'library', condition: 'LIBRARY_NOT_FOUND', ...opened(changer) },
  ] as const;
  return examine(devices.filter(({ path }) => path.startsWith('/')));
}

const deviceRemedy = 'Have udev give it to group tape, which the service is in, with mode 0660.';

async function examine(used: readonly Used[]): Promise<readonly Finding[]> {
  const findings = await Promise.all(used.map(finding));
  return findings.filter((found) => found !== undefined);
}

/** What is not there at all is told by the check that looks for it. */
async function finding({ subject, path, mode, condition, remedy }: Used): Promise<Finding | undefined> {
  const { username } = userInfo();
  try {
    await access(path, mode);
    return good(subject, `${username} may use ${path}`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EACCES' && code !== 'EPERM') return undefined;
    return noticed(subject, condition, `${path}: ${username} may not use it (${code})`, { remedy });
  }
}
