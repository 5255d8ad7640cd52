"""Flags of descriptors and locks, which nobody else contends for."""
import os

F_DUPFD, F_GETFD, F_SETFD, F_GETFL, F_SETFL, F_GETLK, F_SETLK, F_SETLKW = range(8)
F_RDLCK, F_WRLCK, F_UNLCK = range(3)
F_DUPFD_CLOEXEC = 1030
FD_CLOEXEC = 1
LOCK_SH, LOCK_EX, LOCK_NB, LOCK_UN = 1, 2, 4, 8


def _descriptor(fd):
    return fd if isinstance(fd, int) else fd.fileno()


def fcntl(fd, cmd, arg=0, /):
    fd = _descriptor(fd)
    os.fstat(fd)
    if cmd in (F_DUPFD, F_DUPFD_CLOEXEC):
        return os.dup(fd)
    if cmd == F_GETFL:
        return 0 if os.get_blocking(fd) else os.O_NONBLOCK
    if cmd == F_SETFL:
        os.set_blocking(fd, not arg & os.O_NONBLOCK)
    if cmd == F_GETFD:
        return 0 if os.get_inheritable(fd) else FD_CLOEXEC
    return 0


def ioctl(fd, request, arg=0, mutate_flag=True, /):
    os.fstat(_descriptor(fd))
    raise OSError(25, 'Inappropriate ioctl for device')


def flock(fd, operation, /):
    os.fstat(_descriptor(fd))


def lockf(fd, cmd, len=0, start=0, whence=0, /):
    os.fstat(_descriptor(fd))
