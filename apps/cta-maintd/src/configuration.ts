import { databaseSection } from '@cta/database';
import {
  type DeepReadonly,
  duration,
  healthSection,
  loggingSection,
  reloadable,
  secretFile,
  section,
  z,
} from '@cta/runtime';

const enabled = z.boolean().default(true).describe('Whether this service runs the routine.');

/** What cta-maintd's configuration file may say. */
export const configurationSchema = z.strictObject({
  service: section({
    instance: z.string().min(1).default('maintd').describe('Name of this instance; on one host each has its own.'),
    heartbeat: reloadable(
      duration().prefault('10s').describe('How often the service tells the Catalogue that it lives.'),
    ),
  }),
  catalogue: databaseSection('cta_catalogue'),
  scheduler: databaseSection('cta_scheduler'),
  cycle: reloadable(
    section({
      pause: duration().prefault('10s').describe('Pause between the end of a cycle of routines and the next.'),
    }),
  ),
  dead_mounts: reloadable(
    section({
      enabled,
      // Longer than taped's database_outage_hold: a session that holds its results through an outage is not dead.
      silence: duration()
        .prefault('20min')
        .describe(
          'Silence of its drive service after which a mount is dead and its jobs are queued again; counted anew from the start of this service and from the end of an outage of the SchedulerDB.',
        ),
    }),
  ),
  lost_tapes: reloadable(section({ enabled })),
  reports: reloadable(
    section({
      enabled,
      batch_size: z.int().min(1).max(10_000).default(500).describe('Reports that are claimed at once.'),
      time_limit: duration().prefault('30s').describe('Time after which no more reports are claimed in a cycle.'),
      delivery_timeout: duration().prefault('15s').describe('Longest time that one report may take.'),
      claim_timeout: duration()
        .prefault('15min')
        .describe('Time after which a report that was claimed and not settled is due again.'),
      allowed_roots: z
        .array(z.string().startsWith('/'))
        .min(1)
        .default(['/'])
        .describe('Folders that reports to file: URLs may be written to.'),
    }),
  ),
  queue_tallies: reloadable(section({ enabled })),
  finished: reloadable(
    section({
      enabled,
      keep_done: duration().prefault('1d').describe('How long done requests, labels and ended mounts are kept.'),
      keep_failed: duration().prefault('14d').describe('How long failed requests are kept.'),
    }),
  ),
  alerts: reloadable(
    section({
      enabled: z
        .boolean()
        .default(true)
        .describe('Whether this service raises alerts of services and delivers alerts.'),
      source: z
        .string()
        .min(1)
        .default('/cta')
        .describe('What events name as their source: this archive (a URI reference).'),
      outage_limit: duration()
        .prefault('5min')
        .describe('How long a service may be silent, or kept from its work, before that is an alert.'),
      delivery_timeout: duration().prefault('10s').describe('Longest time that one event may take.'),
      time_limit: duration().prefault('30s').describe('Time after which no more events are sent in a cycle.'),
      longest_pause: duration()
        .prefault('5min')
        .describe('Longest pause before a receiver that failed is tried again.'),
      keep: duration().prefault('14d').describe('How long alerts that were resolved are kept, delivered or not.'),
      receivers: z
        .record(
          z.string().min(1).max(100),
          section({
            url: z.url({ protocol: /^https?$/ }).describe('Where events are sent, by HTTP POST.'),
            token_file: secretFile()
              .optional()
              .describe('File that holds the bearer token that is sent with them, or credential:NAME.'),
          }),
        )
        .default({}),
    }),
  ),
  health_server: healthSection,
  logging: loggingSection,
});

export type Configuration = DeepReadonly<z.output<typeof configurationSchema>>;
