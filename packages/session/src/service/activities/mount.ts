import { loadCartridge } from '../../mount/cartridge.ts';
import { openSession } from '../../mount/open-session.ts';
import type { Activity } from '../activity.ts';

/** Takes the first jobs, and only if there are any brings the cartridge into the drive. */
export const mountTape: Activity<'mounting'> = async (context, { mount }, signal) => {
  const { parts, record, givenUp } = context;
  record.status({ status: 'STARTING', mount });
  await record.delivered();
  const session = openSession(parts, mount, givenUp);
  context.session = session;
  if (!(await session.prepare(signal))) {
    parts.logger.emit('mount_empty');
    return { type: 'mount-empty' };
  }
  record.status({ status: 'MOUNTING', mount });
  await loadCartridge(parts, mount, signal);
  return { type: 'mounted' };
};
