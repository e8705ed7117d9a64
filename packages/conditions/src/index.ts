export { ConditionError, type ConditionErrorOptions, type Details, isCondition } from './condition-error.ts';
export {
  type Condition,
  type ConditionTable,
  type Severity,
  type Suspect,
  type SuspectLetter,
  suspectLetters,
} from './condition.ts';
export { type ConditionCode, type ConditionName, conditions, findCondition } from './registry/index.ts';
