import { defineEvents } from '@cta/runtime';

/** Log events of the iSCSI target. */
export const iscsiTargetEvents = defineEvents({
  iscsi_session_opened: {
    level: 'info',
    message: 'An initiator has logged in',
    fields: { initiator: 'initiator port that the session belongs to', session_type: 'Normal or Discovery' },
  },
  iscsi_session_closed: {
    level: 'info',
    message: 'The session of an initiator has ended',
    fields: { initiator: 'initiator port that the session belonged to' },
  },
  iscsi_connection_dropped: {
    level: 'warn',
    message: 'A connection to an initiator was dropped',
    fields: { initiator: 'initiator port, where it had logged in' },
  },
  iscsi_unit_failed: {
    level: 'error',
    message: 'An emulated device could not execute a command; the initiator is told of a hardware error',
    fields: { lun: 'number of the device', opcode: 'first byte of the CDB' },
  },
});
