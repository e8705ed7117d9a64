import type { DriveSurvey, Readiness } from '@cta/hardware';
import type { Configuration } from '../configuration.ts';
import { type Finding, good, noticed } from './finding.ts';

const subject = 'drive';

/** What a drive that answered says of itself. */
export function driveFindings(
  { identity, offersProtection, readiness }: DriveSurvey,
  { device, logical_block_protection: protection }: Pick<Configuration['drive'], 'device' | 'logical_block_protection'>,
): readonly Finding[] {
  const { vendor, product, serial, revision } = identity;
  const lacks = protection && !offersProtection ? '; it offers no logical block protection, and is used without' : '';
  return [
    good(subject, `${device} is ${vendor} ${product}, serial number ${serial}, firmware ${revision}${lacks}`),
    mediumFinding(readiness),
  ];
}

function mediumFinding(readiness: Readiness): Finding {
  switch (readiness.state) {
    case 'no-medium':
      return good(subject, 'it is empty');
    case 'becoming-ready':
      return good(subject, 'a cartridge is becoming ready in it; the service puts it away when it starts');
    case 'ready':
      return good(subject, 'a cartridge is in it; the service puts it away when it starts');
    case 'not-ready': {
      const { senseKey, asc, ascq } = readiness;
      const sense = [senseKey, asc, ascq].map((code) => code.toString(16).padStart(2, '0')).join('/');
      return noticed(subject, 'DRIVE_NOT_READY', `TEST UNIT READY is answered with sense ${sense}`, {
        verdict: 'warning',
      });
    }
  }
}
