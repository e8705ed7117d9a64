import { requestTapeLabel } from '@cta/admin';
import type { Vid } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import { type LabelRequestId, labelRequest } from '@cta/scheduler';
import type { Installation } from '../installation/installation.ts';
import { watchProgress } from './progress-watch.ts';

interface RequestedLabel {
  readonly vid: Vid;
  readonly id: LabelRequestId;
}

/** Has the drives label all tapes. @throws PROGRESS_STALLED where a tape cannot be labelled */
export async function labelTapes(installation: Installation, vids: readonly Vid[]): Promise<void> {
  const { admin } = installation;
  const requested: RequestedLabel[] = [];
  for (const vid of vids) requested.push({ vid, id: await requestTapeLabel(admin, { vid, force: false }) });
  const settled = async (): Promise<number> => {
    const done = await Promise.all(requested.map((label) => isLabelled(installation, label)));
    return done.filter((labelled) => labelled).length;
  };
  await watchProgress(installation, { title: 'labels', total: vids.length, settled });
}

async function isLabelled({ admin }: Installation, { vid, id }: RequestedLabel): Promise<boolean> {
  const label = await labelRequest(admin.schedulerDb, id);
  if (label?.state !== 'failed') return label?.state === 'done';
  throw new ConditionError('PROGRESS_STALLED', {
    message: `tape ${vid} cannot be labelled: ${label.code} ${label.text}`,
    details: { vid },
  });
}
