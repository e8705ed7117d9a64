import type { RefusedFile } from '@cta/admin';
import { conditions } from '@cta/conditions';
import type { PhaseTimes } from '../phases/phase-times.ts';
import { isPerfect, phaseNames, type RoundTrip } from '../phases/round-trip.ts';
import { counted, byteCount, rates, seconds } from './units.ts';

/** Lines of a list that are shown before it only says how many more there are. */
const listedLines = 20;
const shownExamples = 3;

/** What became of every file, and how fast. */
export function reportOf(roundTrip: RoundTrip, times: PhaseTimes): readonly string[] {
  const blocks = [
    transferLines(roundTrip, times),
    tapeLines(roundTrip),
    ['time', ...times.entries().map(([phase, durationMs]) => `${phase.padEnd(22)} ${seconds(durationMs).padStart(8)}`)],
    refusalLines(roundTrip.submission.refused),
    changeLines(roundTrip.changed),
    failureLines(roundTrip),
  ].filter((lines) => lines.length > 0);
  return [
    ...blocks.flatMap(([title = '', ...lines]) => ['', title, ...lines.map((line) => `  ${line}`.trimEnd())]),
    '',
    resultOf(roundTrip),
  ];
}

function resultOf(roundTrip: RoundTrip): string {
  const files = counted(roundTrip.archived.length, 'file');
  return isPerfect(roundTrip)
    ? `OK: ${files} archived as two copies and retrieved: every byte and checksum is the same`
    : 'FAILED: not every file is on tape twice and came back as it went; the list is above';
}

function transferLines({ archived, mounts }: RoundTrip, times: PhaseTimes): readonly string[] {
  const files = archived.length;
  const bytes = archived.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const line = (direction: string, phase: string, copies: number, mountCount: number): string => {
    const durationMs = times.durationMs(phase);
    const moved = `${byteCount(copies * bytes)} in ${seconds(durationMs)}`;
    const rate = rates(copies * files, copies * bytes, durationMs);
    return `${direction.padEnd(10)} ${moved}: ${rate}, ${counted(mountCount, 'mount')}`;
  };
  return [
    `${counted(files, 'file')}, ${byteCount(bytes)}`,
    line('to tape', phaseNames.archive, 2, mounts.archive),
    line('from tape', phaseNames.retrieve, 1, mounts.retrieve),
  ];
}

function tapeLines({ tapes }: RoundTrip): readonly string[] {
  const used = tapes.filter(({ lastFseq }) => lastFseq > 0n);
  return [
    'tapes',
    ...used.map(({ vid, tapePool, lastFseq, dataBytes, full }) =>
      [
        vid,
        tapePool,
        counted(Number(lastFseq), 'file').padStart(14),
        byteCount(Number(dataBytes)).padStart(12),
        full ? ' full' : '',
      ].join('  '),
    ),
  ];
}

/** Refused files by their code: how many, and where the first ones are. */
function refusalLines(refused: readonly RefusedFile[]): readonly string[] {
  if (refused.length === 0) return [];
  const groups = Map.groupBy(refused, ({ error }) => error.condition);
  return [
    `refused when they were asked for: ${counted(refused.length, 'file')}`,
    ...[...groups].flatMap(([condition, files]) => {
      const { code, title } = conditions[condition];
      const examples = examplesOf(files.map(({ path }) => path)).map((path) => `    ${path}`);
      return [`${code} ${title}: ${counted(files.length, 'file')}`, ...examples];
    }),
  ];
}

/** Files of which only the checksum could be compared. */
function changeLines(changed: readonly string[]): readonly string[] {
  if (changed.length === 0) return [];
  return [
    `changed while the demo ran, and so compared by checksum: ${counted(changed.length, 'file')}`,
    ...examplesOf(changed),
  ];
}

/** Everything that makes the result a failure, a line a file. */
function failureLines({ failed, refusedRetrieves, different }: RoundTrip): readonly string[] {
  const lines = [
    ...failed.map(({ kind, diskFilePath, code, text }) => `${diskFilePath}: ${kind} failed: ${code} ${text}`),
    ...refusedRetrieves.map(({ destination, error }) => `${destination}: retrieve refused: ${error.message}`),
    ...different.map(({ path, difference }) => `${path}: ${differenceText[difference]}`),
  ];
  if (lines.length === 0) return [];
  const more = lines.length > listedLines ? [`… and ${lines.length - listedLines} more`] : [];
  return ['differences', ...lines.slice(0, listedLines), ...more];
}

function examplesOf(paths: readonly string[]): readonly string[] {
  return paths.length > shownExamples ? [...paths.slice(0, shownExamples), '…'] : paths;
}

const differenceText = {
  missing: 'was not retrieved',
  size: 'came back with another size',
  checksum: 'came back with another checksum',
  content: 'came back with other bytes',
} as const;
