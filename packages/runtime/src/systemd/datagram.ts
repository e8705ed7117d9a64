import { getSystemErrorMap } from 'node:util';
import koffi from 'koffi';

/** Values of Linux, the same on all its architectures that Node.js runs on. */
const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;

/** Node.js has no datagram sockets of the local kind; these are the three calls of libc that it takes, bound once. */
const bind = () => {
  const libc = koffi.load(null);
  return {
    socket: libc.func('int socket(int domain, int type, int protocol)'),
    sendto: libc.func(
      'long sendto(int fd, const uint8_t *data, size_t length, int flags, const uint8_t *address, uint32_t addressLength)',
    ),
    close: libc.func('int close(int fd)'),
  };
};

let bound: ReturnType<typeof bind> | undefined;

/**
 * Sends one datagram to a local socket, without waiting for room in its queue.
 *
 * @param path of the socket; a leading `@` stands for Linux's abstract namespace (sd_notify(3))
 * @throws Error with Node's `code` (ENOENT, ECONNREFUSED, EAGAIN…) and `syscall`
 */
export function sendDatagram(path: string, text: string): void {
  bound ??= bind();
  const { socket, sendto, close } = bound;
  const address = socketAddress(path);
  const data = Buffer.from(text);
  const fd = checked('socket', socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  try {
    checked('sendto', sendto(fd, data, data.length, MSG_DONTWAIT | MSG_NOSIGNAL, address, address.length));
  } finally {
    close(fd);
  }
}

/** `sockaddr_un`: family, then the path; an abstract name has a NUL in place of its `@` and none at its end (unix(7)). */
export function socketAddress(path: string): Uint8Array {
  const abstract = path.startsWith('@');
  const name = Buffer.from(abstract ? `\0${path.slice(1)}` : `${path}\0`);
  const family = new Uint8Array(new Uint16Array([AF_UNIX]).buffer);
  return Buffer.concat([family, name]);
}

function checked(syscall: string, result: number): number {
  if (result >= 0) return result;
  const [code = 'UNKNOWN', what = ''] = getSystemErrorMap().get(-koffi.errno()) ?? [];
  throw Object.assign(new Error(`${code}: ${what}, ${syscall}`), { code, syscall });
}
