import { hostname } from 'node:os';
import { openIscsiTransport, openSgTransport, parseIscsiUrl, type ScsiTransport } from '@cta/scsi';

export interface DeviceTransportOptions {
  readonly signal: AbortSignal;
  /** iSCSI name of this side, for devices that are reached so; by default one made of the host's name. */
  readonly initiatorName?: string;
  /** Bound on each connection and login to an iSCSI target; 10 s by default. */
  readonly connectTimeoutMs?: number;
}

const defaultConnectTimeoutMs = 10_000;

/** Opens the way to `/dev/nst0`, `/dev/sg3` or `iscsi://HOST:PORT/TARGET-NAME/LUN`. */
export async function openDeviceTransport(device: string, options: DeviceTransportOptions): Promise<ScsiTransport> {
  if (!device.startsWith('iscsi://')) return openSgTransport(device);
  const {
    signal,
    initiatorName = `iqn.2026-01.ch.cern.cta:${hostname()}`,
    connectTimeoutMs = defaultConnectTimeoutMs,
  } = options;
  return openIscsiTransport({ ...parseIscsiUrl(device), signal, initiatorName, connectTimeoutMs });
}
