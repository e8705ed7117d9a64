/** A disk worker that makes no checksum: the path that checksums are compared with. */
import { serveDisks } from '../../packages/session/src/transfer/disk/disk-service.ts';
import { uncheckedAdler32 } from './workload.ts';

serveDisks(() => () => uncheckedAdler32);
