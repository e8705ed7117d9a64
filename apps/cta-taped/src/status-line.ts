import type { DriveState } from '@cta/session';

/** What the drive service does, in a line for people who ask systemd (`systemctl status`). */
export function statusLine(state: DriveState): string {
  return state.stopping === 'no' || state.phase === 'stopped' ? doing(state) : `${doing(state)}; told to stop`;
}

const purposes = { ARCHIVE_FOR_USER: 'to archive', RETRIEVE: 'to retrieve', LABEL: 'to label it' } as const;

function doing(state: DriveState): string {
  switch (state.phase) {
    case 'starting':
      return 'starting: reaching devices and databases';
    case 'recovering':
      return 'recovering: the drive is brought in order with the Catalogue';
    case 'down':
      return 'down: waiting for an operator (cta-admin drive ls tells why)';
    case 'probing':
      return 'probing the drive';
    case 'idle':
      return state.desired === 'up' ? 'idle: asking for a mount' : 'idle: to be put down';
    case 'mounting':
    case 'transferring':
    case 'unmounting':
      return `${state.phase} ${state.mount.vid} ${purposes[state.mount.type]}`;
    case 'cleaning':
      return `cleaning: ${state.mount.vid} is put away after ${state.fault.code} ${state.fault.condition}`;
    case 'stopped':
      return 'stopped';
  }
}
