import type { Condition } from '../condition.ts';
import { databaseConditions } from './database.ts';
import { diskConditions } from './disk.ts';
import { driveConditions } from './drive.ts';
import { jobConditions } from './job.ts';
import { libraryConditions } from './library.ts';
import { mediumConditions } from './medium.ts';
import { serviceConditions } from './service.ts';
import { userConditions } from './user.ts';

/** Every condition that a person or a monitor may act on, by name. */
export const conditions = Object.freeze({
  ...driveConditions,
  ...mediumConditions,
  ...libraryConditions,
  ...databaseConditions,
  ...diskConditions,
  ...jobConditions,
  ...serviceConditions,
  ...userConditions,
});

export type ConditionName = keyof typeof conditions;
export type ConditionCode = (typeof conditions)[ConditionName]['code'];

const namesByCode = new Map<string, ConditionName>(
  Object.entries(conditions).map(([name, { code }]) => [code, name as ConditionName]),
);

/** @returns the condition with its name, or undefined where the text is neither a code nor a name of the registry. */
export function findCondition(codeOrName: string): (Condition & { name: ConditionName }) | undefined {
  const wanted = codeOrName.toUpperCase();
  const name = namesByCode.get(wanted) ?? (Object.hasOwn(conditions, wanted) ? (wanted as ConditionName) : undefined);
  return name === undefined ? undefined : { name, ...conditions[name] };
}
