import { createVirtualLibrary } from '@cta/vtl';
import { Program } from '@cta/testing';
import type { Site } from './site.ts';
import { slots, type TapePlan } from './tape-plan.ts';

/** Where the devices of a library are. */
export interface LibraryDevices {
  readonly changer: string;
  readonly drives: readonly string[];
}

/** A library that runs. */
export interface VirtualLibrary {
  readonly program: Program;
  readonly devices: LibraryDevices;
}

const targetName = 'iqn.2024-01.ch.cern.cta:demo';
const generation = 'LTO-9';
const driveCount = 2;
/** The changer is logical unit 0, the drives follow. */
const firstDriveLun = 1;

/** Creates a tape library in a folder, and has it served over iSCSI by a process of its own. */
export async function startVirtualLibrary(
  { workspace, started, signal }: Site,
  { pools, capacityBytes }: TapePlan,
): Promise<VirtualLibrary> {
  const folder = workspace.path('library');
  const vids = pools.flatMap((pool) => pool.vids);
  const cartridges = vids.map((vid) => ({ vid, generation, capacityBytes }) as const);
  createVirtualLibrary(folder, { drives: driveCount, slots, generation, cartridges });
  const program = started.use(
    Program.start({
      title: 'cta-vtl',
      app: 'cta-vtl',
      args: ['serve', folder, '--listen', '127.0.0.1:0', '--target-name', targetName],
      logFile: workspace.logFile('cta-vtl'),
    }),
  );
  const { port } = await program.logged('vtl_ready', signal);
  const device = (lun: number): string => `iscsi://127.0.0.1:${String(port)}/${targetName}/${lun}`;
  const drives = Array.from({ length: driveCount }, (_, index) => device(firstDriveLun + index));
  return { program, devices: { changer: device(0), drives } };
}
