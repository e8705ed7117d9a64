import { hostName } from '@cta/runtime';
import type { Configuration } from './configuration.ts';

/** iSCSI name of this host (RFC 7143 4.2.7). */
export function initiatorNameOf({ initiator_name: configured }: Configuration['iscsi']): string {
  return configured ?? `iqn.2026-11.ch.cern.cta:${hostName()}`;
}
