/** The thread that owns the drive. It answers calls, and runs the tape side of one session at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import type { TapeDrive } from '@cta/hardware';
import { labelDateOf, openForArchive, openForRetrieve } from '@cta/tape-format';
import { TapePulse } from '../../pulse/tape-pulse.ts';
import { Window } from '../../window/window.ts';
import { toErrorMessage } from '../threads/error-message.ts';
import { type CallMessage, CallServer } from '../threads/remote-call.ts';
import { SessionContext } from '../threads/session-context.ts';
import type { PlannedArchiveTask, TapeSessionStart, TapeWorkerData } from '../threads/thread-messages.ts';
import type { ArchiveOptions, RetrieveOptions, RetrieveTask } from '../transfer-engine.ts';
import { ArchiveToTape } from './archive-to-tape.ts';
import { RetrieveFromTape } from './retrieve-from-tape.ts';
import { DriveHolder } from './tape-calls.ts';

const port = parentPort;
if (port === null) throw new Error('the tape worker is a thread');

/** How often the thread shows that its event loop turns, while it does nothing else. */
const turnMs = 500;

const { window: windowMemory, pulse: pulseMemory } = workerData as TapeWorkerData;
const window = new Window(windowMemory);
const pulse = new TapePulse(pulseMemory);
setInterval(() => pulse.turn(), turnMs);
const holder = new DriveHolder(pulse);
const server = new CallServer(holder.calls, (answer) => port.postMessage(answer));

port.on('message', (message: CallMessage | TapeSessionStart) => {
  switch (message.type) {
    case 'archive':
      return void archive(new SessionContext(window, message), holder.drive, message.options);
    case 'retrieve':
      return void retrieve(new SessionContext(window, message), holder.drive, message.options);
    case 'call':
    case 'cancel':
      return void server.onMessage(message);
  }
});

/** Once the tape has ended there is no use for what the disk side reads. */
async function archive(
  session: SessionContext<PlannedArchiveTask>,
  drive: TapeDrive,
  { vid, lastFseq, protection, flush, ...options }: ArchiveOptions,
): Promise<void> {
  let tape: ArchiveToTape | undefined;
  try {
    const identity = writerIdentity(drive, options);
    const blockSizeBytes = window.blockBytes;
    const writer = await openForArchive(drive, {
      vid,
      lastFseq,
      identity,
      protectionAllowed: protection,
      blockSizeBytes,
    });
    tape = new ArchiveToTape(session, writer, flush);
    const reason = await tape.run();
    session.state.abort(window);
    session.tell({ type: 'ended', reason, begun: tape.begun });
  } catch (error) {
    session.state.abort(window);
    session.tell({ type: 'ended', reason: 'failed', begun: tape?.begun ?? 0, error: toErrorMessage(error) });
  }
}

function writerIdentity(
  { identity: { vendor, product, serial } }: TapeDrive,
  options: Pick<ArchiveOptions, 'site' | 'moverHost' | 'softwareVersion' | 'date'>,
) {
  const { site, moverHost, softwareVersion, date = labelDateOf(new Date()) } = options;
  return { site, moverHost, softwareVersion, date, driveVendor: vendor, driveModel: product, driveSerial: serial };
}

/** Once the tape has ended, what it has read goes to disk all the same. */
async function retrieve(
  session: SessionContext<RetrieveTask>,
  drive: TapeDrive,
  { vid, protection }: RetrieveOptions,
): Promise<void> {
  try {
    const options = { vid, protectionAllowed: protection, maxBlockSizeBytes: window.blockBytes };
    await new RetrieveFromTape(session, await openForRetrieve(drive, options)).run();
    session.state.starts.begun.close();
    session.tell({ type: 'ended', reason: 'finished' });
  } catch (error) {
    session.state.starts.begun.close();
    session.state.planned.close();
    session.tell({ type: 'ended', reason: 'failed', error: toErrorMessage(error) });
  }
}
