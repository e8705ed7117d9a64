/** The module of a disk worker's thread. */
import { adler32Kernel } from '../../checksum/adler32.ts';
import { serveDisks } from './disk-service.ts';

serveDisks(({ data }) => adler32Kernel(data));
