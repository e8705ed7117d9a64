import { userInfo } from 'node:os';
import type { ConditionError } from '@cta/conditions';
import type { Requester } from '@cta/scheduler';
import { type ExitStatus, exitStatus } from '../exit-status.ts';
import { sizeCell } from '../output/cells.ts';
import type { Printer } from '../output/printer.ts';

/** Who asks: whoever runs this program, where nobody else is named. */
export function requesterOf(user = userInfo().username, group = user): Requester {
  return { name: user, group };
}

/**
 * Tells on stderr which files were refused and why, and how many of which kind; counts the others.
 * @returns the status of a command that could do only a part of what it was asked where one was refused
 */
export function tellSubmission(
  printer: Printer,
  queued: readonly { readonly sizeBytes: number }[],
  refused: readonly { readonly error: ConditionError }[],
): ExitStatus {
  for (const { error } of refused) printer.note(error.message);
  const bytes = queued.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  printer.note(`${queued.length} files queued (${sizeCell(bytes)}), ${refused.length} refused`);
  const byCondition = Map.groupBy(refused, ({ error }) => `${error.code} ${error.condition}`);
  for (const [condition, files] of [...byCondition].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    printer.note(`  ${condition}: ${files.length}`);
  return refused.length === 0 ? exitStatus.success : exitStatus.failure;
}
