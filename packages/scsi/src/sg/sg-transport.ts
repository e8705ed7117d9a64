import { closeSync, constants, openSync } from 'node:fs';
import { ConditionError } from '@cta/conditions';
import type { ScsiCommand, ScsiResult, ScsiTransport } from '../transport.ts';
import { ioctl, sgRequests } from './ioctl.ts';
import { fromSgErrno, fromSgOutcome } from './sg-failure.ts';
import { fillHeader, headerBytes, readOutcome, senseBytes } from './sg-io-header.ts';

/**
 * Opens `/dev/sgN` or `/dev/nstN` for pass-through by SG_IO. Each command blocks the calling thread until the device has
 * answered, so it is meant for a worker thread; there, signals to the process cannot interrupt a command either, since
 * the main thread takes them. `nst` devices want CAP_SYS_RAWIO.
 *
 * Opened without blocking: a blocking open of an empty tape drive waits, then fails.
 *
 * @throws ConditionError DRIVE_NOT_FOUND (also where the file is no SCSI device), DRIVE_ACCESS_DENIED, DRIVE_IN_USE
 */
export function openSgTransport(path: string): ScsiTransport {
  const fd = openDevice(path);
  const errno = ioctl(fd, sgRequests.getVersion, Buffer.alloc(4));
  if (errno !== undefined) {
    closeSync(fd);
    // Drivers without pass-through refuse the request in various ways: none of them is a SCSI device to us.
    throw fromSgErrno(errno === 'EINVAL' ? 'ENOTTY' : errno, path);
  }
  return new SgTransport(path, fd);
}

function openDevice(path: string, access = constants.O_RDWR): number {
  try {
    return openSync(path, access | constants.O_NONBLOCK);
  } catch (error) {
    const { code = 'no errno' } = error as NodeJS.ErrnoException;
    // The tape driver refuses to open a write-protected medium for writing; commands can be passed through all the same.
    if (code === 'EROFS' && access !== constants.O_RDONLY) return openDevice(path, constants.O_RDONLY);
    throw fromSgErrno(code, path, error);
  }
}

class SgTransport implements ScsiTransport {
  readonly #path: string;
  #fd: number | undefined;
  readonly #header = Buffer.alloc(headerBytes);
  readonly #sense = Buffer.alloc(senseBytes);

  constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
  }

  async execute(command: ScsiCommand): Promise<ScsiResult> {
    if (this.#fd === undefined) {
      throw new ConditionError('DRIVE_NO_ANSWER', { message: `${this.#path} is closed` });
    }
    fillHeader(this.#header, command, this.#sense);
    const errno = ioctl(this.#fd, sgRequests.io, this.#header);
    if (errno !== undefined) throw fromSgErrno(errno, this.#path);
    const outcome = readOutcome(this.#header);
    const failure = fromSgOutcome(outcome, this.#path);
    if (failure !== undefined) throw failure;
    const wanted = (command.dataOut ?? command.dataIn)?.length ?? 0;
    const transferred = Math.min(wanted, Math.max(0, wanted - outcome.residual));
    if (outcome.senseLength === 0) return { status: outcome.status, transferred };
    return {
      status: outcome.status,
      transferred,
      sense: Uint8Array.from(this.#sense.subarray(0, outcome.senseLength)),
    };
  }

  async close(): Promise<void> {
    if (this.#fd === undefined) return;
    closeSync(this.#fd);
    this.#fd = undefined;
  }
}
