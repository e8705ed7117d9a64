import { mergeEvents, type LogEvents, logLineSchema, runtimeEvents, z } from '@cta/runtime';
import { sessionEvents } from '@cta/session';
import { Repetitions } from './repetitions.ts';
import { maintenanceEvents } from '../../../apps/cta-maintd/src/maintenance-events.ts';
import { vtlEvents } from '../../../apps/cta-vtl/src/vtl-events.ts';

/** What a program has declared that it may write. */
interface Declaration {
  readonly events: LogEvents;
  readonly schema: z.ZodType<Record<string, unknown>>;
}

function declaration(events: LogEvents, ...contexts: readonly string[]): Declaration {
  return { events, schema: logLineSchema(events, contexts) };
}

const programs: ReadonlyMap<unknown, Declaration> = new Map([
  ['cta-taped', declaration(mergeEvents(runtimeEvents, sessionEvents), 'drive', 'mount_id', 'vid')],
  ['cta-maintd', declaration(mergeEvents(runtimeEvents, maintenanceEvents))],
  ['cta-vtl', declaration(vtlEvents)],
]);

type Line = Readonly<Record<string, unknown>>;

/** Events between which a mount goes on: of this process, or one that an earlier process has left. */
const mountBegins: ReadonlySet<unknown> = new Set(['mount_granted', 'mount_of_the_past_found']);
const mountEnds: ReadonlySet<unknown> = new Set(['mount_ended', 'mount_of_the_past_ended']);

/** Context that lines may carry of the mount that goes on. */
const mountContext = ['mount_id', 'vid'] as const;

/**
 * What is wrong with the log of a process: lines that are not of the form that its program has declared, that carry the
 * context of another drive or of a mount that does not go on, or that say what was just said.
 * @param instance of the service, which is its drive where it has one
 * @returns a sentence a fault
 */
export function faultsOfLog(text: string, instance: string): readonly string[] {
  const reader = new LogReader(instance);
  const lines = text.split('\n');
  // A process that was killed may have left half a line; whole ones end with a newline.
  lines.pop();
  return lines
    .filter((line) => line !== '')
    .flatMap((line) => reader.faultsOf(line).map((fault) => `${fault}: ${line}`));
}

class LogReader {
  readonly #instance: string;
  readonly #repetitions = new Repetitions();
  #mount: Line | undefined;

  constructor(instance: string) {
    this.#instance = instance;
  }

  faultsOf(text: string): readonly string[] {
    const line = parsed(text);
    if (line === undefined) return ['not JSON'];
    const program = programs.get(line['program']);
    if (program === undefined) return ['of no program that we know'];
    const { success, error } = program.schema.safeParse(line);
    if (!success) return [`not of the form that is declared (${z.prettifyError(error).replaceAll('\n', ' ')})`];
    const own = Object.keys(program.events[String(line['event'])]?.fields ?? {});
    return [...this.#contextFaults(line, own), ...this.#repetitions.faultsOf(line)];
  }

  /** @param own fields that the event declares itself, and which so may tell of other mounts */
  #contextFaults(line: Line, own: readonly string[]): readonly string[] {
    const faults: string[] = [];
    if (mountBegins.has(line['event'])) this.#mount = line;
    for (const field of mountContext) {
      if (field in line && !own.includes(field) && line[field] !== this.#mount?.[field]) faults.push(`alien ${field}`);
    }
    if (mountEnds.has(line['event'])) this.#mount = undefined;
    if ('drive' in line && !own.includes('drive') && line['drive'] !== this.#instance) faults.push('alien drive');
    return faults;
  }
}

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
