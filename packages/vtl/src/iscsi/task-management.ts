import { taskManagementAnswer, taskManagementFunction, type TaskManagementRequest } from '@cta/scsi';
import type { SiteSession } from './site-session.ts';
import type { TargetSite } from './target-site.ts';

/**
 * Does what a task management request asks (RFC 7143, 11.5). A command that its unit is executing is not interrupted;
 * it loses its answer.
 * @returns the answer, one of `taskManagementAnswer`
 */
export function manageTasks(request: TaskManagementRequest, session: SiteSession, site: TargetSite): number {
  switch (request.function) {
    case taskManagementFunction.abortTask: {
      const task = session.task(request.referencedTaskTag);
      if (task === undefined) return taskManagementAnswer.taskDoesNotExist;
      session.abort(task);
      return taskManagementAnswer.functionComplete;
    }
    case taskManagementFunction.abortTaskSet:
      return abortAll(request.lun, [session], site);
    case taskManagementFunction.clearTaskSet:
    case taskManagementFunction.logicalUnitReset:
      return abortAll(request.lun, site.sessions, site);
    default:
      return taskManagementAnswer.functionNotSupported;
  }
}

function abortAll(lun: number | undefined, sessions: Iterable<SiteSession>, site: TargetSite): number {
  if (lun === undefined || site.units[lun] === undefined) return taskManagementAnswer.lunDoesNotExist;
  for (const session of sessions) {
    for (const task of session.tasks) {
      if (task.command.lun === lun) session.abort(task);
    }
  }
  return taskManagementAnswer.functionComplete;
}
