import { type ExitStatus, exitStatus } from '../exit-status.ts';
import type { Session } from '../session.ts';
import type { Options, ValuesOf } from './option.ts';

/** Nothing is success. */
type Outcome = ExitStatus | void;

/** A command that does something: `cta-admin tapepool add …`. */
export interface CommandSpec<O extends Options> {
  readonly name: string;
  readonly alias?: string;
  readonly summary: string;
  /** Words after the command's name, as help shows them: `[drive]`, `<paths...>`. */
  readonly operands?: string;
  readonly options?: O;
  /** Says its exit status where that is not success. */
  readonly run: (session: Session, values: ValuesOf<O>, operands: readonly string[]) => Outcome | Promise<Outcome>;
}

/** A command whose options are known to itself alone. */
export interface Command extends Omit<CommandSpec<Options>, 'run'> {
  readonly run: (
    session: Session,
    values: Readonly<Record<string, unknown>>,
    operands: readonly string[],
  ) => Promise<ExitStatus>;
}

/** Commands about one thing: `cta-admin tapepool` with add, ch, rm, ls. */
export interface CommandGroup {
  readonly name: string;
  /** CTA's short name of it. */
  readonly alias: string;
  readonly summary: string;
  readonly commands: readonly Command[];
}

/** Declares a command; its options reach `run` with their types. */
export function command<const O extends Options = Record<never, never>>(spec: CommandSpec<O>): Command {
  const { run, ...rest } = spec;
  return {
    ...rest,
    run: async (session, values, operands) =>
      (await run(session, values as ValuesOf<O>, operands)) ?? exitStatus.success,
  };
}

export function isGroup(entry: Command | CommandGroup): entry is CommandGroup {
  return 'commands' in entry;
}
