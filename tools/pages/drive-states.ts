import { type Edge, explore } from '../../packages/session/src/machine/exploration.ts';
import { longestHurriedStopMs, type TimeBound } from '../../packages/session/src/machine/time-bounds.ts';
import { transitions } from '../../packages/session/src/machine/transitions.ts';
import { configurationSchema } from '../../apps/cta-taped/src/configuration.ts';
import { optionsOf } from '../../apps/cta-taped/src/drive-settings.ts';

const edges = explore();

/** Where an event leads from a phase, and what is done about it, over all states that the phase can be in. */
function outcomes(phase: string, event: string): readonly string[] {
  const steps = edges.filter(({ from, event: { type } }) => from.state.phase === phase && type === event);
  return [...new Set(steps.map(outcome))].sort();
}

function outcome({ from, to, actions }: Edge): string {
  const done = actions.filter(({ type }) => type !== 'start').map(({ type }) => type);
  const where = from.state.phase === to.state.phase ? [] : [`→ ${to.state.phase}`];
  const words = [...done, ...where];
  return words.length === 0 ? 'noted' : words.join(', ');
}

function diagram(): readonly string[] {
  const arrows = new Map<string, Set<string>>();
  for (const { from, to, event } of edges) {
    if (from.state.phase === to.state.phase) continue;
    const arrow = `${from.state.phase} --> ${to.state.phase}`;
    arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(event.type));
  }
  const lines = [...arrows].map(([arrow, events]) => `  ${arrow} : ${[...events].sort().join(', ')}`).sort();
  return ['```mermaid', 'stateDiagram-v2', '  [*] --> starting', ...lines, '  stopped --> [*]', '```'];
}

function table(): readonly string[] {
  const phases = Object.keys(transitions);
  const events = Object.keys(transitions.starting);
  const row = (event: string): string => {
    const cells = phases.map((phase) => outcomes(phase, event).join('; ') || '–');
    return `| ${event} | ${cells.join(' | ')} |`;
  };
  return [`| event | ${phases.join(' | ')} |`, `| --- |${' --- |'.repeat(phases.length)}`, ...events.map(row)];
}

/** The options of a drive service that is configured with no more than what must be. */
function usualOptions() {
  const drive = { name: 'D', logical_library: 'L', device: '/dev/nst0', changer: '/dev/sg1', library_ordinal: 0 };
  const database = { url: 'postgresql://cta@localhost/cta' };
  return optionsOf(configurationSchema.parse({ drive, catalogue: database, scheduler: database }));
}

function boundText(bound: TimeBound): string {
  switch (bound.kind) {
    case 'work':
      return minutes(bound.longestMs);
    case 'progress':
      return `${minutes(bound.longestMs)} without anything moved`;
    case 'waits':
      return bound.waitsFor === 'nothing' ? '–' : `waits (${bound.waitsFor}); told at once what is wanted`;
  }
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} min`;
}

function bounds(): readonly string[] {
  const { timeBounds, stopGraceMs } = usualOptions();
  const rows = Object.entries(timeBounds).map(([phase, bound]) => `| ${phase} | ${boundText(bound)} |`);
  const stop = `${minutes(stopGraceMs)} of \`stop_grace\` and ${minutes(longestHurriedStopMs(timeBounds))} after it`;
  return [
    '| phase | bound |',
    '| --- | --- |',
    ...rows,
    '',
    `So a stop takes at most ${stop}, if everything takes its longest and fails.`,
  ];
}

/** docs/drive-states.md: the drive service's phases, from its own table. */
export function driveStatesPage(): string {
  return `${[
    '# The life of the drive service',
    '',
    'In each phase one activity runs, the one that it is named after; its end is an event. What an operator or systemd wants',
    '(desired-up, desired-down, stop, hurry) can come at any time. The page is generated from the table by which the service goes',
    '(`packages/session/src/machine`): `npm run generate`. A test explores the same table.',
    '',
    ...diagram(),
    '',
    'What each event does in each phase: actions, and the phase that follows. *noted*: kept until the activity ends. –: cannot come.',
    '',
    ...table(),
    '',
    '## Time bounds',
    '',
    'A phase in which hardware works lasts no longer than its steps may take, twice over; the figures follow from the time-outs in',
    'the configuration and are those of the defaults. Time in which a connection is lost does not count. What outlasts its bound',
    'is ended and has failed, as by any other fault (S605, F301); what cannot be ended is left to the watchdog.',
    '',
    ...bounds(),
  ].join('\n')}\n`;
}
