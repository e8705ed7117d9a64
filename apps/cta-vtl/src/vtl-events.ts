import { defineEvents, mergeEvents, runtimeEvents } from '@cta/runtime';
import { iscsiTargetEvents } from '@cta/vtl';

/** Everything that `cta-vtl serve` may log. */
export const vtlEvents = mergeEvents(
  runtimeEvents,
  iscsiTargetEvents,
  defineEvents({
    vtl_ready: {
      level: 'info',
      message: 'Virtual tape library can be reached',
      fields: {
        host: 'address that is listened on',
        port: 'port that is listened on',
        target_name: 'iSCSI name of the target',
        drives: 'number of drives: LUN 1 and following; LUN 0 is the changer',
      },
    },
    vtl_changed_by_hand: {
      level: 'info',
      message: 'Somebody changed faults, cartridges or drives of the library',
      fields: { request: 'method and path of the request', ordinal: 'of the change since the start, from 1' },
    },
  }),
);

export type VtlEvents = typeof vtlEvents;
