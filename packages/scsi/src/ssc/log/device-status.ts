import type { Query } from '../../command.ts';
import { logSense } from '../../spc/log-sense.ts';

/** Very high frequency data: the state of the drive, answered even while a command runs (SSC-5 DT Device Status log page). */
export interface DeviceStatus {
  /** DINIT: the drive has started up. */
  readonly initialized: boolean;
  readonly mediumPresent: boolean;
  /** The medium is threaded and can be used. */
  readonly mediumMounted: boolean;
  readonly writeProtected: boolean;
  readonly cleaningRequested: boolean;
  readonly cleaningRequired: boolean;
  /** What the mechanism does: 0 nothing, 1 cleaning, 2 loading, 3 unloading, 5 reading, 6 writing, 7 locating, 8 rewinding, … */
  readonly activity: number;
}

/** Log page 11h, DT Device Status, parameter 0000h. */
export function deviceStatusLog(): Query<DeviceStatus> {
  return logSense({ page: 0x11 }, ({ body, parameters }) => {
    const data = parameters().get(0x0000) ?? body.fail('no very high frequency data');
    return {
      initialized: data.bit(0, 0),
      cleaningRequired: data.bit(0, 1),
      cleaningRequested: data.bit(0, 2),
      writeProtected: data.bit(0, 3),
      mediumMounted: data.bit(1, 0),
      mediumPresent: data.bit(1, 4),
      activity: data.u8(2),
    };
  });
}
