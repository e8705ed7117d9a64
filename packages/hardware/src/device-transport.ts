import { openIscsiTransport, openSgTransport, parseIscsiUrl, type ScsiTransport } from '@cta/scsi';

export interface DeviceTransportOptions {
  readonly signal: AbortSignal;
  /** iSCSI name of this host, for devices that are reached so. */
  readonly initiatorName: string;
  /** Bound on each connection and login to an iSCSI target. */
  readonly connectTimeoutMs: number;
}

/** Opens the way to `/dev/nst0`, `/dev/sg3` or `iscsi://HOST:PORT/TARGET-NAME/LUN`. */
export async function openDeviceTransport(device: string, options: DeviceTransportOptions): Promise<ScsiTransport> {
  if (!device.startsWith('iscsi://')) return openSgTransport(device);
  return openIscsiTransport({ ...parseIscsiUrl(device), ...options });
}
