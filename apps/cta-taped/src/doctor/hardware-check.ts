import { type DriveSurvey, type LibrarySurvey, surveyDrive, surveyLibrary, type SurveyOptions } from '@cta/hardware';
import type { Configuration } from '../configuration.ts';
import { initiatorNameOf } from '../initiator-name.ts';
import { driveFindings } from './drive-check.ts';
import { failed, type Finding } from './finding.ts';
import { libraryFindings } from './library-check.ts';

/** A healthy device answers questions in milliseconds; SG_IO cannot be cut short, so each has a bound of its own. */
const commandTimeoutMs = 15_000;

/** Asks drive and changer who they are. Nothing is moved, and no mode is set. */
export async function examineHardware(configuration: Configuration, signal: AbortSignal): Promise<readonly Finding[]> {
  const { drive, iscsi } = configuration;
  const options: SurveyOptions = {
    signal,
    commandTimeoutMs,
    initiatorName: initiatorNameOf(iscsi),
    connectTimeoutMs: Math.min(iscsi.connect_timeout, commandTimeoutMs),
  };
  const [driveAnswer] = await Promise.allSettled([surveyDrive(drive.device, options)]);
  const [libraryAnswer] = await Promise.allSettled([surveyLibrary(drive.changer, options)]);
  return [...ofDrive(driveAnswer, drive), ...ofLibrary(libraryAnswer, drive, serialOf(driveAnswer))];
}

function serialOf(answer: PromiseSettledResult<DriveSurvey>): string | undefined {
  return answer.status === 'fulfilled' ? answer.value.identity.serial : undefined;
}

function ofDrive(answer: PromiseSettledResult<DriveSurvey>, drive: Configuration['drive']): readonly Finding[] {
  return answer.status === 'fulfilled' ? driveFindings(answer.value, drive) : [failed('drive', answer.reason)];
}

function ofLibrary(
  answer: PromiseSettledResult<LibrarySurvey>,
  { library_ordinal: ordinal }: Configuration['drive'],
  serial: string | undefined,
): readonly Finding[] {
  if (answer.status === 'rejected') return [failed('library', answer.reason)];
  return libraryFindings(answer.value, { ordinal, serial });
}
