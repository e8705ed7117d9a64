import type { ConditionError, Suspect } from '@cta/conditions';
import { passingConditions } from '@cta/database';
import { connectionLoss, type IsConnectionLoss, needsPersonToStart, type Outages, retryConnection } from '@cta/runtime';
import type { Connection, Patiently } from '@cta/session';

/** What is held for a database is not given up because it was busy. */
export const isDatabaseLoss = connectionLoss(...passingConditions);

/** What is a lost connection; and who is to blame for whatever else may be waited for. What else a drive says is its fault. */
const connections: Readonly<
  Record<Connection, { readonly isLoss: IsConnectionLoss; readonly suspect: Suspect | undefined }>
> = {
  Catalogue: { isLoss: isDatabaseLoss, suspect: 'database' },
  SchedulerDB: { isLoss: isDatabaseLoss, suspect: 'database' },
  library: {
    // One that is not ready, as after a power cut or with an open door, has moved nothing and comes back.
    isLoss: connectionLoss('LIBRARY_NO_ANSWER', 'LIBRARY_BECOMING_READY', 'LIBRARY_NOT_READY', 'LIBRARY_STATE_CHANGED'),
    suspect: 'library',
  },
  drive: {
    isLoss: connectionLoss('TRANSPORT_UNREACHABLE', 'TRANSPORT_CONNECTION_LOST', 'TRANSPORT_TARGET_UNAVAILABLE'),
    suspect: undefined,
  },
};

/**
 * How long a question to a database that is no longer wanted may still take: so long that a mount which is being decided
 * is known of, as a rule, and not so long that a server which does not answer holds up a stop. Devices are waited for.
 */
const lastAnswerMs = 2000;

interface ConnectionParts {
  readonly outages: Outages;
  /** Whether the service has not yet reached all that it needs: then what a person must put right is not waited for. */
  readonly isStarting: () => boolean;
}

/** The two ways in which a drive service does something over a connection. */
export function connectionsOf({ outages, isStarting }: ConnectionParts): {
  readonly patiently: Patiently;
  readonly insistently: Patiently;
} {
  const retrying =
    (isWaitedFor: (connection: Connection, error: ConditionError) => boolean): Patiently =>
    (connection, operation, signal) =>
      retryConnection(operation, {
        connection,
        isConnectionLoss: connections[connection].isLoss,
        isWaitedFor: (error) => isWaitedFor(connection, error),
        outages,
        signal,
        ...(connections[connection].suspect === 'database' && { abandonAfterMs: lastAnswerMs }),
      });
  const isOfOtherSide = (connection: Connection, error: ConditionError): boolean =>
    error.suspect === connections[connection].suspect && !(isStarting() && needsPersonToStart(error));
  return { patiently: retrying(() => false), insistently: retrying(isOfOtherSide) };
}
