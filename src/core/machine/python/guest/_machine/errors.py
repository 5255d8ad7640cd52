"""Errors by their numbers on Linux."""
import errno

from _machine import ask

NUMBERS = '''
EPERM 1 ENOENT 2 ESRCH 3 EINTR 4 EIO 5 ENXIO 6 E2BIG 7 ENOEXEC 8 EBADF 9 ECHILD 10 EAGAIN 11 EWOULDBLOCK 11 ENOMEM 12 EACCES 13
EFAULT 14 ENOTBLK 15 EBUSY 16 EEXIST 17 EXDEV 18 ENODEV 19 ENOTDIR 20 EISDIR 21 EINVAL 22 ENFILE 23 EMFILE 24 ENOTTY 25 ETXTBSY 26
EFBIG 27 ENOSPC 28 ESPIPE 29 EROFS 30 EMLINK 31 EPIPE 32 EDOM 33 ERANGE 34 EDEADLK 35 EDEADLOCK 35 ENAMETOOLONG 36 ENOLCK 37
ENOSYS 38 ENOTEMPTY 39 ELOOP 40 ENOMSG 42 EIDRM 43 EPROTO 71 EOVERFLOW 75 EILSEQ 84 ENOTSOCK 88 EDESTADDRREQ 89 EMSGSIZE 90
EPROTOTYPE 91 ENOPROTOOPT 92 EPROTONOSUPPORT 93 ESOCKTNOSUPPORT 94 EOPNOTSUPP 95 ENOTSUP 95 EPFNOSUPPORT 96 EAFNOSUPPORT 97
EADDRINUSE 98 EADDRNOTAVAIL 99 ENETDOWN 100 ENETUNREACH 101 ENETRESET 102 ECONNABORTED 103 ECONNRESET 104 ENOBUFS 105 EISCONN 106
ENOTCONN 107 ESHUTDOWN 108 ETOOMANYREFS 109 ETIMEDOUT 110 ECONNREFUSED 111 EHOSTDOWN 112 EHOSTUNREACH 113 EALREADY 114
EINPROGRESS 115 ESTALE 116 EDQUOT 122 ECANCELED 125
'''.split()

CLASSES = {
    BlockingIOError: (6, 11, 114, 115, 26),
    BrokenPipeError: (32, 108),
    ChildProcessError: (10,),
    ConnectionAbortedError: (103,),
    ConnectionRefusedError: (111,),
    ConnectionResetError: (104,),
    FileExistsError: (17,),
    FileNotFoundError: (2,),
    IsADirectoryError: (21,),
    NotADirectoryError: (20,),
    InterruptedError: (4, 27),
    PermissionError: (1, 13),
    ProcessLookupError: (3,),
    TimeoutError: (110,),
}


def install():
    for name in [name for name in vars(errno) if name.startswith('E')]:
        delattr(errno, name)
    errno.errorcode.clear()
    for name, number in zip(NUMBERS[::2], map(int, NUMBERS[1::2])):
        setattr(errno, name, number)
        errno.errorcode.setdefault(number, name)
    # The interpreter keeps in one dictionary, which nothing leads to, which class goes with which number.
    place = [None]
    ask('classes', id(place), id(dict), id(44), id(FileNotFoundError))
    classes = place[0]
    classes.clear()
    for kind, numbers in CLASSES.items():
        for number in numbers:
            classes[number] = kind
