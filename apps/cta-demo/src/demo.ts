import { isCondition } from '@cta/conditions';
import { startInstallation } from './installation/installation.ts';
import { planTapes } from './installation/tape-plan.ts';
import { Workspace } from './installation/workspace.ts';
import { logEnds } from './output/log-ends.ts';
import { reportOf } from './output/report.ts';
import { counted, byteCount } from './output/units.ts';
import { usageOf } from './output/usage.ts';
import { labelTapes } from './phases/labelling.ts';
import { PhaseTimes } from './phases/phase-times.ts';
import { isPerfect, makeRoundTrip } from './phases/round-trip.ts';
import { type Survey, surveyTree } from './phases/survey.ts';
import { aborted } from '@cta/testing';

export interface DemoOptions {
  /** The tree to be archived. */
  readonly folder: string;
  /** Where all that the demo makes is to lie; a new folder for temporary files where it is not given. */
  readonly workspace: string | undefined;
  /** Whether the archive goes on running after the report, until the signal. */
  readonly keep: boolean;
}

/** What people read. */
export interface DemoOutput {
  /** The result. */
  report(lines: readonly string[]): void;
  /** What happens just now. */
  note(...lines: readonly string[]): void;
}

/**
 * Builds an archive, sends a tree of files to tape and back, and stops everything that it started, whatever happens.
 * @returns whether every file came back as it went
 */
export async function runDemo(options: DemoOptions, output: DemoOutput, signal: AbortSignal): Promise<boolean> {
  const survey = await surveyTree(options.folder, signal);
  output.note(`${counted(survey.files, 'file')} with content in ${survey.folder}: ${byteCount(survey.bytes)}`);
  await using started = new AsyncDisposableStack();
  const workspace = started.adopt(await Workspace.create(options.workspace, survey), async (folder) => {
    output.note(`everything is stopped; the workspace ${await folder.leave()}`);
  });
  try {
    return await demonstrate({ ...options, survey, workspace, started }, output, signal);
  } catch (error) {
    if (!isCondition(signal.reason, 'SERVICE_STOPPING')) {
      workspace.keep();
      output.note(...(await logEnds(workspace)));
    }
    throw error;
  } finally {
    output.note('stopping all that was started');
  }
}

interface Demonstration extends Pick<DemoOptions, 'keep'> {
  readonly survey: Survey;
  readonly workspace: Workspace;
  readonly started: AsyncDisposableStack;
}

async function demonstrate(
  { keep, survey, workspace, started }: Demonstration,
  output: DemoOutput,
  signal: AbortSignal,
): Promise<boolean> {
  const times = new PhaseTimes();
  const plan = planTapes(survey);
  output.note(`workspace ${workspace.folder}, tapes of ${byteCount(plan.capacityBytes)}`);
  const installation = await times.measure('start', () =>
    startInstallation({ workspace, started, signal }, plan, (step) => output.note(`starting ${step}`)),
  );
  const vids = plan.pools.flatMap((pool) => pool.vids);
  await times.measure('labels', () => labelTapes(installation, vids));
  const roundTrip = await makeRoundTrip(installation, survey, times);
  output.report(reportOf(roundTrip, times));
  const isGood = isPerfect(roundTrip);
  if (keep || !isGood) workspace.keep();
  if (keep) {
    output.report(usageOf(installation));
    await aborted(signal);
  }
  return isGood;
}
