import { ConditionError } from '@cta/conditions';

/** Where a target listens. */
export interface IscsiPortal {
  readonly host: string;
  readonly port: number;
}

/** Where a logical unit is. */
export interface IscsiAddress extends IscsiPortal {
  readonly targetName: string;
  readonly lun: number;
}

/** Port that IANA has assigned (RFC 7143, 15). */
export const defaultIscsiPort = 3260;

const lastLun = 0x3fff;

/** Characters of an iSCSI name (RFC 7143, 4.2.7.2), and the underscore that is seen in practice. */
const nameForm = /^[\w.:-]{1,223}$/;

/**
 * Reads `iscsi://HOST[:PORT]/TARGET-NAME/LUN`, the form that libiscsi and QEMU use.
 * @throws ConditionError DEVICE_ADDRESS_INVALID
 */
export function parseIscsiUrl(text: string): IscsiAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== 'iscsi:')
    throw invalid(text, 'expected iscsi://HOST[:PORT]/TARGET-NAME/LUN');
  if (url.username !== '' || url.password !== '') throw invalid(text, 'user and password are not supported');
  const [, targetName = '', lunText = '', ...rest] = url.pathname.split('/');
  if (url.hostname === '' || !nameForm.test(targetName) || rest.length > 0) {
    throw invalid(text, 'expected iscsi://HOST[:PORT]/TARGET-NAME/LUN');
  }
  const lun = /^\d{1,5}$/.test(lunText) ? Number(lunText) : Number.NaN;
  if (!(lun <= lastLun)) throw invalid(text, `expected a LUN from 0 to ${lastLun}, found '${lunText}'`);
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? defaultIscsiPort : Number(url.port),
    targetName,
    lun,
  };
}

export function formatIscsiUrl({ host, port, targetName, lun }: IscsiAddress): string {
  return `iscsi://${host.includes(':') ? `[${host}]` : host}:${port}/${targetName}/${lun}`;
}

function invalid(text: string, message: string): ConditionError {
  return new ConditionError('DEVICE_ADDRESS_INVALID', { message: `'${text}': ${message}`, details: { address: text } });
}
