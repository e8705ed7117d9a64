import { ConditionError, isCondition } from '@cta/conditions';
import {
  type ElementRange,
  type ElementStatus,
  type ElementType,
  elementAddressAssignment,
  elementsPerReport,
  inquiry,
  peripheralTypes,
  readElementStatus,
  type ScsiTransport,
} from '@cta/scsi';
import { type DeviceTransportOptions, openDeviceTransport } from '../device-transport.ts';
import { ScsiDevice } from '../scsi-device.ts';
import { blamingLibrary, changerTransport } from './changer-transport.ts';
import { vidOf } from './placement.ts';

/** A place of the library for a drive, as the changer describes it. */
export interface DriveBay {
  readonly full: boolean;
  readonly vid?: string;
  /** Vendor, product and serial number of the drive in it, where the changer knows. */
  readonly deviceIdentifier?: string;
}

/** What a library says of itself. */
export interface LibrarySurvey {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly counts: Readonly<Record<ElementType, number>>;
  /** By their ordinal. */
  readonly bays: readonly DriveBay[];
}

export interface SurveyOptions extends DeviceTransportOptions {
  /** Longest time that each question may take. */
  readonly commandTimeoutMs: number;
}

/**
 * Asks a library by its changer who it is and what it has, once: what it refuses for a while is not waited for. Changes
 * nothing.
 *
 * @throws ConditionError LIBRARY_NOT_FOUND, LIBRARY_NO_ANSWER, DEVICE_ADDRESS_INVALID, and what the changer itself answers
 */
export async function surveyLibrary(device: string, options: SurveyOptions): Promise<LibrarySurvey> {
  return surveyOver(await blamingLibrary(() => openDeviceTransport(device, options)), options);
}

/** The same over a transport, which is closed with it. */
export async function surveyOver(
  transport: ScsiTransport,
  options: Pick<SurveyOptions, 'signal' | 'commandTimeoutMs'>,
): Promise<LibrarySurvey> {
  const changer = new ScsiDevice(changerTransport(transport), { kind: 'changer', signal: options.signal });
  const terms = { operation: 'inquire', timeoutMs: options.commandTimeoutMs, attention: 'retry' } as const;
  try {
    const { connected, peripheralType, vendor, product, revision } = await changer.query(inquiry(), terms);
    if (!connected || peripheralType !== peripheralTypes.changer) {
      throw new ConditionError('LIBRARY_NOT_FOUND', { message: 'the device is no media changer' });
    }
    const { transport: arms, slot, port, drive } = await changer.query(elementAddressAssignment(), terms);
    const counts = { transport: arms.count, slot: slot.count, port: port.count, drive: drive.count };
    return { vendor, product, revision, counts, bays: (await driveElements(changer, drive, terms)).map(bayOf) };
  } finally {
    await changer.close();
  }
}

type Terms = Parameters<ScsiDevice['query']>[1];

async function driveElements(
  changer: ScsiDevice,
  drives: ElementRange,
  terms: Terms,
): Promise<readonly ElementStatus[]> {
  try {
    return await reportOf(changer, drives, true, terms);
  } catch (error) {
    // Older changers refuse to be asked for identifiers.
    if (!isCondition(error, 'LIBRARY_ILLEGAL_REQUEST')) throw error;
    return reportOf(changer, drives, false, terms);
  }
}

async function reportOf(
  changer: ScsiDevice,
  { first, count }: ElementRange,
  deviceIdentifiers: boolean,
  terms: Terms,
): Promise<readonly ElementStatus[]> {
  const elements: ElementStatus[] = [];
  for (let next = first; elements.length < count; ) {
    const wanted = Math.min(count - elements.length, elementsPerReport);
    const range = { type: 'drive', first: next, count: wanted, deviceIdentifiers } as const;
    const report = await changer.query(readElementStatus(range), terms);
    elements.push(...report);
    const last = report.at(-1);
    if (last === undefined || report.length < wanted) break;
    next = last.address + 1;
  }
  return elements;
}

function bayOf(element: ElementStatus): DriveBay {
  const vid = vidOf(element);
  const { full, deviceIdentifier } = element;
  return { full, ...(vid !== undefined && { vid }), ...(deviceIdentifier !== undefined && { deviceIdentifier }) };
}
