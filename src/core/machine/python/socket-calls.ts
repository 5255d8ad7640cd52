import { SystemError } from './errno.ts';
import type { Guest } from './guest.ts';
export function socketCalls(_guest: Guest) {
  const no = (): number => {
    throw new SystemError('ENOSYS');
  };
  return {
    system: {
      __syscall_accept4: no,
      __syscall_bind: no,
      __syscall_connect: no,
      __syscall_getpeername: no,
      __syscall_getsockname: no,
      __syscall_getsockopt: no,
      __syscall_listen: no,
      __syscall_recvfrom: no,
      __syscall_recvmsg: no,
      __syscall_sendmsg: no,
      __syscall_sendto: no,
      __syscall_socket: no,
    },
    plain: { getprotobyname: () => 0, getaddrinfo: () => -2, getnameinfo: () => -2, _emscripten_lookup_name: () => 0 },
  };
}
