import { ConditionError, type ConditionName } from '@cta/conditions';
import { type DeviceKind, describeSense, type SenseData } from '@cta/scsi';
import {
  changerSenseRows,
  deferredSenseRows,
  driveSenseRows,
  type Operation,
  type SenseRow,
} from './sense-conditions.ts';

/** Which command of which device ended with the sense data. */
export interface SenseContext {
  readonly device: DeviceKind;
  /** The standard's name of the command. */
  readonly command: string;
  readonly operation: Operation;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

interface CompiledRow {
  readonly key: Range;
  readonly asc: Range;
  readonly ascq: Range;
  readonly during: readonly Operation[] | undefined;
  readonly condition: ConditionName;
}

const drive = driveSenseRows.map(compile);
const deferred = [...deferredSenseRows.map(compile), ...drive];
const changer = changerSenseRows.map(compile);

/** The one place where sense data become a condition: the first row of the device's table that fits. */
export function fromSense(sense: SenseData, context: SenseContext): ConditionError {
  const { device, command, operation } = context;
  const rows = device === 'changer' ? changer : sense.deferred ? deferred : drive;
  const row = rows.find((candidate) => fits(candidate, sense, operation));
  const condition = row?.condition ?? (device === 'changer' ? 'LIBRARY_COMMAND_FAILED' : 'DRIVE_COMMAND_FAILED');
  return new ConditionError(condition, {
    message: `${command}: ${describeSense(sense)}`,
    details: { command, sense_key: sense.key, asc: sense.asc, ascq: sense.ascq, deferred: sense.deferred },
  });
}

function fits(row: CompiledRow, { key, asc, ascq }: SenseData, operation: Operation): boolean {
  const inside = ({ from, to }: Range, value: number): boolean => value >= from && value <= to;
  return (
    inside(row.key, key) &&
    inside(row.asc, asc) &&
    inside(row.ascq, ascq) &&
    (row.during === undefined || row.during.includes(operation))
  );
}

function compile({ sense, during, condition }: SenseRow): CompiledRow {
  const [key = '*', asc = '*', ascq = '*'] = sense.split('/');
  return { key: range(key), asc: range(asc), ascq: range(ascq), during, condition };
}

function range(text: string): Range {
  if (text === '*') return { from: 0, to: 0xff };
  const [from = '', to = from] = text.split('-');
  return { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) };
}
