export type { DiskDestination, DiskEndpoint, DiskSource } from './disk-endpoint.ts';
