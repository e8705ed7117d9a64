export type { ArchiveCopy, ArchiveDiskFile, ArchiveMountPolicy, ArchiveRequest } from './archive/archive-request.ts';
export { queueArchive } from './archive/queue-archive.ts';
export { reportArchived, settleArchived } from './archive/report-archived.ts';
export { type ArchiveJob, takeArchiveJobs } from './archive/take-archive-jobs.ts';
export type { ArchiveRequestId, JobId, LabelRequestId, RetrieveRequestId } from './identifiers.ts';
export { failJobs } from './jobs/fail-jobs.ts';
export type { FailedJob, FailedJobs, JobFailure } from './jobs/job-failure.ts';
export { requeueJobs } from './jobs/requeue-jobs.ts';
export type { TakeLimits } from './jobs/take.ts';
export type { LabelQueue } from './label/label-queues.ts';
export { type LabelRequestState, labelRequest } from './label/label-request-state.ts';
export { type LabelRequest, queueLabel } from './label/queue-label.ts';
export { failLabel, reportLabelled } from './label/settle-label.ts';
export { chooseMount, type MountChoice } from './mounts/choose-mount.ts';
export { decideMount } from './mounts/decide-mount.ts';
export { endMount, type MountEnd, requeueDeadMount, touchMount } from './mounts/end-mount.ts';
export { deadMounts, liveMountOf, liveMounts } from './mounts/live-mounts.ts';
export type {
  ArchivePurpose,
  LabelPurpose,
  LiveMount,
  Mount,
  MountCriteria,
  MountingDrive,
  MountPurpose,
  MountTape,
  MountType,
  RetrievePurpose,
} from './mounts/mount.ts';
export type { CandidateTape, LabelCandidate, MountPolicyValues, MountSnapshot } from './mounts/mount-snapshot.ts';
export { foldQueueTallies } from './queues/fold-tallies.ts';
export { archiveQueues, type QueueSummaries, queueSummaries, retrieveQueues } from './queues/queue-summaries.ts';
export type { ArchiveQueue, QueuePolicy, QueueSummary, RetrieveQueue } from './queues/queue-summary.ts';
export { claimReports, releaseStaleReportClaims } from './reports/claim-reports.ts';
export type { FailedReport, Report, ReportFacts, ReportedRequest, ReportKind } from './reports/report.ts';
export { reportsDelivered, reportsFailed } from './reports/settle-reports.ts';
export { deleteFailedRequest, type RequestKey } from './requests/delete-failed-request.ts';
export { type DeletedCounts, deleteFinished, type Retention } from './requests/delete-finished.ts';
export { type FailedRequest, type FailedRequestFacts, failedRequests } from './requests/failed-requests.ts';
export type { FileRequest, Requester } from './requests/file-request.ts';
export { type RequestProgress, type RequestSelection, requestProgress } from './requests/request-progress.ts';
export type {
  RetrieveCopy,
  RetrieveDiskFile,
  RetrieveMountPolicy,
  RetrieveRequest,
} from './retrieve/retrieve-request.ts';
export {
  type DrainedJobs,
  drainRetrieveQueue,
  isLostState,
  type LostTape,
  type LostTapeState,
} from './retrieve/drain-retrieve-queue.ts';
export { moveRetrieveJobs, otherTapesOf } from './retrieve/move-retrieve-jobs.ts';
export { queueRetrieve } from './retrieve/queue-retrieve.ts';
export { reportRetrieved } from './retrieve/report-retrieved.ts';
export { type RetrieveJob, takeRetrieveJobs } from './retrieve/take-retrieve-jobs.ts';
export type { SnapshotSources } from './mounts/take-snapshot.ts';
export { checkSchedulerSchema, migrateScheduler, schedulerSchema } from './schema/scheduler-schema.ts';
