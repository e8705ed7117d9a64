export type { DiskDestination, DiskEndpoint, DiskSource } from './disk-endpoint.ts';
export { parseDiskUrl } from './disk-url.ts';
export { type DiskOperation, fromNode } from './from-node.ts';
export { type LocalDiskOptions, localDisk } from './local/local-disk.ts';
export { type DiskReport, type ReportOptions, reportTo } from './report/report.ts';
