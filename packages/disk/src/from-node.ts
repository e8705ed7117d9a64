import { ConditionError, type ConditionName } from '@cta/conditions';

export type DiskOperation = 'read' | 'write';

/** What the operating system says of a file (errno names), as conditions; anything else is a failure to read or write. */
const conditionByErrno: Readonly<Record<string, ConditionName>> = {
  ENOENT: 'DISK_FILE_NOT_FOUND',
  EACCES: 'DISK_PERMISSION_DENIED',
  EPERM: 'DISK_PERMISSION_DENIED',
  EROFS: 'DISK_PERMISSION_DENIED',
  EISDIR: 'DISK_NOT_A_FILE',
  ENOTDIR: 'DISK_NOT_A_FILE',
  ELOOP: 'DISK_NOT_A_FILE',
  ENXIO: 'DISK_NOT_A_FILE',
  ENAMETOOLONG: 'DISK_NOT_A_FILE',
  ENOSPC: 'DISK_FULL',
  EDQUOT: 'DISK_FULL',
  EMFILE: 'SERVICE_RESOURCES_EXHAUSTED',
  ENFILE: 'SERVICE_RESOURCES_EXHAUSTED',
  ENOMEM: 'SERVICE_RESOURCES_EXHAUSTED',
  ETIMEDOUT: 'DISK_NO_ANSWER',
  ESTALE: 'DISK_NO_ANSWER',
  EHOSTDOWN: 'DISK_NO_ANSWER',
  EHOSTUNREACH: 'DISK_NO_ANSWER',
  ENETUNREACH: 'DISK_NO_ANSWER',
  ENOTCONN: 'DISK_NO_ANSWER',
  ECONNRESET: 'DISK_NO_ANSWER',
  ENODEV: 'DISK_NO_ANSWER',
};

/** A failed system call on a file as a condition; a ConditionError passes through. Walks the chain of causes. */
export function fromNode(error: unknown, path: string, operation: DiskOperation): ConditionError {
  if (error instanceof ConditionError) return error;
  const failed = systemCallFailure(error);
  if (failed === undefined) return ConditionError.from(error);
  const condition = conditionByErrno[failed.code] ?? (operation === 'read' ? 'DISK_READ_ERROR' : 'DISK_WRITE_ERROR');
  return new ConditionError(condition, {
    message: path,
    details: { path, errno: failed.code, system_call: failed.syscall },
    cause: error,
  });
}

function systemCallFailure(error: unknown): { readonly code: string; readonly syscall: string } | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, syscall } = cause as NodeJS.ErrnoException;
    if (code !== undefined && syscall !== undefined) return { code, syscall };
  }
  return undefined;
}
