import { findCondition } from '@cta/conditions';

type Line = Readonly<Record<string, unknown>>;

/** How long what was said is fresh. */
const freshSeconds = 1;

/** Events of something that is done again and again, or whenever somebody wants it, and may come out the same. */
const ofCycles: ReadonlySet<unknown> = new Set([
  'configuration_reloaded',
  'routine_finished',
  'routine_run_elsewhere',
  'jobs_taken',
  'files_retrieved',
  'copies_found_recorded',
]);

/** After these all may happen, and be said, anew: a mount begins or ends, the drive is set up or goes down. */
const beginnings: ReadonlySet<unknown> = new Set([
  'mount_granted',
  'mount_ended',
  'drive_desired_state_seen',
  'drive_put_down',
]);

/** Two events in a row of the same condition that are two steps of it: a library that was waited for then counts as lost. */
const steps: ReadonlySet<string> = new Set(['library_waited_for connection_lost']);

interface Said {
  readonly seconds: number;
  readonly text: string;
  /** The connection that the line says is lost. */
  readonly lossOf: unknown;
}

/** Finds what the log of a process says twice: a whole line once more while it is fresh, or a condition by two events in a row. */
export class Repetitions {
  #fresh: readonly Said[] = [];
  #before: Line = {};

  faultsOf(line: Line): readonly string[] {
    const faults: string[] = [];
    if (this.#isFresh(line) && !ofCycles.has(line['event'])) faults.push('said twice');
    // Of several lines of one event each tells of another job, phase or connection.
    const before = String(this.#before['event']);
    const event = String(line['event']);
    if (sameCondition(line, this.#before) && event !== before && !steps.has(`${before} ${event}`)) {
      faults.push(`said by ${before}`);
    }
    this.#before = line;
    if (beginnings.has(line['event'])) this.#fresh = this.#fresh.slice(-1);
    if (line['event'] === 'connection_back') this.#forgetLosses(line['connection']);
    return faults;
  }

  /**
   * Whether the line was said, word by word, a moment ago: by the line before, or with others in between. Phases, which
   * are told at level debug, are entered again and again.
   */
  #isFresh(line: Line): boolean {
    const said = {
      seconds: Number(line['epoch_time']),
      text: JSON.stringify({ ...line, epoch_time: undefined, local_time: undefined }),
      lossOf: line['event'] === 'connection_lost' ? line['connection'] : undefined,
    };
    const fresh = this.#fresh.filter(({ seconds }) => said.seconds - seconds < freshSeconds);
    this.#fresh = [...fresh, said];
    const compared = line['log_level'] === 'DEBUG' ? fresh.slice(-1) : fresh;
    return compared.some(({ text }) => text === said.text);
  }

  /** A connection that is back may be lost anew, by the same cause and within a moment. */
  #forgetLosses(connection: unknown): void {
    this.#fresh = this.#fresh.filter(({ lossOf }) => lossOf !== connection);
  }
}

/** Whether a line tells once more what another has told; one with code and title alone names what it is about. */
function sameCondition({ code, error_message: message }: Line, before: Line): boolean {
  if (typeof code !== 'string' || code !== before['code'] || message !== before['error_message']) return false;
  return message !== `${code} ${findCondition(code)?.title}`;
}
