import { ConditionError } from '@cta/conditions';

/** What an errno of the folder that a virtual library lives in means: one function for that foreign world. */
export function fromFileSystem(error: unknown, path: string): ConditionError {
  if (error instanceof ConditionError) return error;
  const errno = errnoOf(error);
  const details = { path, errno: errno ?? 'unknown' };
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ConditionError('NO_SUCH_ENTITY', { message: `${path} does not exist`, details, cause: error });
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new ConditionError('ENTITY_EXISTS', { message: `${path} exists already`, details, cause: error });
    case undefined:
      return ConditionError.from(error);
    default:
      return new ConditionError('VIRTUAL_LIBRARY_STORAGE_FAILED', {
        message: `${path}: ${errno}`,
        details,
        cause: error,
      });
  }
}

/** Runs a synchronous file operation and gives its failure our name. */
export function withFile<T>(path: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw fromFileSystem(error, path);
  }
}

function errnoOf(error: unknown): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string' && /^E[A-Z0-9]+$/.test(cause.code)) return cause.code;
  }
  return undefined;
}
