"""Limits and use of resources."""
import time
from collections import namedtuple

error = OSError
RLIM_INFINITY = -1
RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE, RLIMIT_MEMLOCK, RLIMIT_AS = range(10)
RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD = 0, -1, 1
struct_rusage = namedtuple('struct_rusage', 'ru_utime ru_stime ru_maxrss ru_ixrss ru_idrss ru_isrss ru_minflt ru_majflt ru_nswap ru_inblock ru_oublock ru_msgsnd ru_msgrcv ru_nsignals ru_nvcsw ru_nivcsw')
_limits = {RLIMIT_STACK: (8388608, -1), RLIMIT_CORE: (0, -1), RLIMIT_NOFILE: (1024, 1048576), RLIMIT_NPROC: (127235, 127235), RLIMIT_MEMLOCK: (67108864, 67108864)}


def getrlimit(resource, /):
    if not 0 <= resource < 16:
        raise ValueError('invalid resource specified')
    return _limits.get(resource, (-1, -1))


def setrlimit(resource, limits, /):
    soft, hard = limits
    most = getrlimit(resource)[1]
    if most != -1 and (hard == -1 or hard > most):
        raise ValueError('not allowed to raise maximum limit')
    _limits[resource] = (soft, hard)


def getrusage(who, /):
    used = time.process_time() if who != RUSAGE_CHILDREN else 0.0
    return struct_rusage(round(used * 0.9, 6), round(used * 0.1, 6), 9472, 0, 0, 0, 1104, 0, 0, 0, 0, 0, 0, 0, 3, 1)


def getpagesize():
    return 4096
