import koffi from 'koffi';

/** Requests of linux/include/scsi/sg.h. */
export const sgRequests = { getVersion: 0x2282, io: 0x2285 } as const;

const errnoNames: ReadonlyMap<number, string> = new Map(
  Object.entries(koffi.os.errno as Record<string, number>).map(([name, number]) => [number, name]),
);

type Ioctl = (fd: number, request: number, argument: Uint8Array) => number;
let loaded: Ioctl | undefined;

/** ioctl(2), which blocks this thread; returns the name of the errno where it failed. */
export function ioctl(fd: number, request: number, argument: Uint8Array): string | undefined {
  loaded ??= koffi.load(null).func('int ioctl(int fd, unsigned long request, void *argument)') as unknown as Ioctl;
  if (loaded(fd, request, argument) >= 0) return undefined;
  return errnoNames.get(koffi.errno()) ?? `errno ${koffi.errno()}`;
}
