import { Vid } from '@cta/catalogue';
import type { Survey } from '../phases/survey.ts';

/** A tape pool, and the tapes that are in it. */
export interface PlannedPool {
  readonly name: string;
  readonly vids: readonly Vid[];
}

/** Which tapes there are, and how much each holds. */
export interface TapePlan {
  /** One pool for each copy. */
  readonly pools: readonly [PlannedPool, PlannedPool];
  readonly capacityBytes: number;
}

export const slots = 10;
const tapesOfPool = slots / 2;

/** Labels of a file, generously. */
const overheadOfFileBytes = 1024;
/** So small that each copy needs two tapes: the rest of a full tape goes to the next one. */
const treeShareOfTape = 0.6;
const smallestTapeBytes = 1024 * 1024;

/** Lays out ten tapes in two pools for what is to be archived. */
export function planTapes({ files, bytes, largestBytes }: Survey): TapePlan {
  const share = (bytes + files * overheadOfFileBytes) * treeShareOfTape;
  const capacityBytes = Math.ceil(Math.max(share, largestBytes + overheadOfFileBytes, smallestTapeBytes));
  const pool = (copy: number): PlannedPool => ({
    name: `demo_copy_${copy}`,
    vids: Array.from({ length: tapesOfPool }, (_, index) => vidOf((copy - 1) * tapesOfPool + index + 1)),
  });
  return { pools: [pool(1), pool(2)], capacityBytes };
}

function vidOf(number: number): Vid {
  return Vid(`V${String(number).padStart(5, '0')}`);
}
