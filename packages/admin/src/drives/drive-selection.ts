import { type Drive, listDrives } from '@cta/catalogue';
import { ConditionError } from '@cta/conditions';
import type { AdminContext } from '../admin-context.ts';

/** Drives whose whole name the regular expression matches, by name. @throws VALUE_INVALID where it is none */
export async function selectDrives(context: AdminContext, pattern: string): Promise<readonly Drive[]> {
  const expression = wholeName(pattern);
  return (await listDrives(context.catalogueDb)).filter(({ driveName }) => expression.test(driveName));
}

function wholeName(pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch (cause) {
    throw new ConditionError('VALUE_INVALID', {
      message: `${JSON.stringify(pattern)} is not a regular expression`,
      details: { kind: 'regular expression of drives', value: pattern },
      cause,
    });
  }
}
