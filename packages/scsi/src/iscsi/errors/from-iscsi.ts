import { ConditionError, type ConditionName } from '@cta/conditions';
import { rejectReason } from '../pdu/target-notice.ts';

/** What a target said that is neither a SCSI status nor a matter of course. */
export type IscsiRefusal =
  | { readonly kind: 'login'; readonly statusClass: number; readonly statusDetail: number }
  | { readonly kind: 'reject'; readonly reason: number }
  | { readonly kind: 'response'; readonly response: number };

/** Meaning of the refusals of a login, by class and detail (RFC 7143, 11.13.5). */
const loginStatuses: Readonly<Record<string, string>> = {
  '0101': 'target has moved for a while',
  '0102': 'target has moved for good',
  '0200': 'initiator error',
  '0201': 'authentication failed',
  '0202': 'initiator is not allowed to use the target',
  '0203': 'target does not exist here',
  '0204': 'target was removed for good',
  '0205': 'protocol version is not supported',
  '0206': 'too many connections',
  '0207': 'a parameter is missing',
  '0208': 'session cannot span portals',
  '0209': 'session type is not supported',
  '020a': 'session does not exist',
  '020b': 'request is out of place in the login phase',
  '0300': 'target error',
  '0301': 'service is not available',
  '0302': 'out of resources',
};

const rejectTexts = new Map<number, string>([
  [rejectReason.dataDigestError, 'data digest error'],
  [rejectReason.snackReject, 'SNACK refused'],
  [rejectReason.protocolError, 'protocol error'],
  [rejectReason.commandNotSupported, 'command not supported'],
  [rejectReason.immediateCommandReject, 'too many immediate commands'],
  [rejectReason.taskInProgress, 'task in progress'],
  [rejectReason.invalidDataAck, 'invalid data acknowledgement'],
  [rejectReason.invalidPduField, 'invalid field in PDU'],
  [rejectReason.longOperationReject, 'out of resources for a long operation'],
  [rejectReason.waitingForLogout, 'waiting for logout'],
]);

/** Rejects that say nothing against what was sent: a new session may do. */
const transientRejects: ReadonlySet<number> = new Set([
  rejectReason.dataDigestError,
  rejectReason.immediateCommandReject,
  rejectReason.longOperationReject,
  rejectReason.waitingForLogout,
]);

/** The one place where answers of an iSCSI target become conditions. */
export function fromIscsi(refusal: IscsiRefusal): ConditionError {
  switch (refusal.kind) {
    case 'login':
      return fromLoginStatus(refusal.statusClass, refusal.statusDetail);
    case 'reject':
      return new ConditionError(
        transientRejects.has(refusal.reason) ? 'TRANSPORT_CONNECTION_LOST' : 'TRANSPORT_PROTOCOL_ERROR',
        {
          message: `target rejects a PDU: ${rejectTexts.get(refusal.reason) ?? 'unknown reason'}`,
          details: { reject_reason: refusal.reason },
        },
      );
    case 'response':
      return new ConditionError('TRANSPORT_TARGET_UNAVAILABLE', {
        message: 'target failed before the command was complete',
        details: { iscsi_response: refusal.response },
      });
  }
}

function fromLoginStatus(statusClass: number, statusDetail: number): ConditionError {
  const status = Buffer.of(statusClass, statusDetail).toString('hex');
  const message = loginStatuses[status] ?? 'unknown reason';
  return new ConditionError(conditionOfLogin(statusClass), { message, details: { login_status: status } });
}

function conditionOfLogin(statusClass: number): ConditionName {
  switch (statusClass) {
    case 1: // redirection is not followed: the configuration names the portal
    case 2:
      return 'TRANSPORT_LOGIN_REFUSED';
    case 3:
      return 'TRANSPORT_TARGET_UNAVAILABLE';
    default:
      return 'TRANSPORT_PROTOCOL_ERROR';
  }
}
