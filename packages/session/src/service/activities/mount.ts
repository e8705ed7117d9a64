import { loadCartridge } from '../../mount/cartridge.ts';
import { openSession } from '../../mount/open-session.ts';
import type { Activity } from '../activity.ts';

/** Takes the first jobs, and only if there are any brings the cartridge into the drive. */
export const mountTape: Activity<'mounting'> = async (context, { mount }, signal) => {
  const { parts, record, sessions, hardware, givenUp } = context;
  const { type, tapePool, logicalLibrary } = mount;
  parts.logger.emit('mount_granted', { mount_type: type, tape_pool: tapePool, logical_library: logicalLibrary });
  record.status({ status: 'STARTING', mount });
  await record.delivered();
  const session = openSession(parts, mount, givenUp);
  sessions.current = session;
  sessions.cartridge = 'home';
  if (!(await session.prepare(signal))) {
    parts.logger.emit('mount_empty');
    return { type: 'mount-empty' };
  }
  record.status({ status: 'MOUNTING', mount });
  hardware.tapeComes();
  await loadCartridge(parts, mount, signal, () => {
    sessions.cartridge = 'away';
  });
  record.mounted(mount);
  hardware.holds(mount.vid);
  return { type: 'mounted' };
};
