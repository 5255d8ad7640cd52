"""Processes: this one, those that it starts, and signals."""
import os
import posix
import signal as signals
import sys
import types

import _signal

from _machine import ask


def install(facts):
    pid = facts['pid']
    uid, gid = facts['uid'], facts['gid']

    def constant(value):
        return lambda: value

    replaced = {
        'getpid': constant(pid),
        'getppid': lambda: ask('parent'),
        'getuid': constant(uid),
        'geteuid': constant(uid),
        'getgid': constant(gid),
        'getegid': constant(gid),
        'getgroups': lambda: list(facts['groups']),
        'getresuid': constant((uid, uid, uid)),
        'getresgid': constant((gid, gid, gid)),
        'uname': lambda: posix.uname_result(facts['system']),
        'cpu_count': constant(facts['cpus']),
        'sched_getaffinity': lambda pid: set(range(facts['cpus'])),
        'getpgid': lambda pid: ask('groups', pid)[0],
        'getpgrp': lambda: ask('groups', 0)[0],
        'getsid': lambda pid: ask('groups', pid)[1],
        'setsid': lambda: None,
        'setpgid': lambda pid, group: None,
        'setpgrp': lambda: None,
        'umask': lambda mask: ask('umask', mask),
        'getpriority': lambda which, who: 0,
        'setpriority': lambda which, who, priority: None,
        'nice': lambda increment: increment,
        'kill': kill,
        'killpg': lambda group, number: kill(-group, number),
        'waitpid': lambda pid, options: tuple(ask('wait', pid, 1 if options & 1 else 0)),
        'wait': lambda: tuple(ask('wait', -1, 0)),
        'wait3': lambda options: (*ask('wait', -1, 1 if options & 1 else 0), None),
        'wait4': lambda pid, options: (*ask('wait', pid, 1 if options & 1 else 0), None),
        'system': system,
        'getloadavg': getloadavg,
        'getlogin': getlogin,
        'times': times,
        'link': link,
        'fork': fork,
        'forkpty': fork,
        'execv': lambda path, words: execute(path, words, None),
        'execve': lambda path, words, environment: execute(path, words, environment),
        '_exit': leave,
        'abort': lambda: kill(pid, 6),
        'ctermid': constant('/dev/tty'),
        'sysconf': sysconf,
        'get_exec_path': os.get_exec_path,
        'posix_spawn': spawn,
        'posix_spawnp': spawn,
        'WIFSIGNALED': lambda status: status & 0x7F not in (0, 0x7F),
        'WIFEXITED': lambda status: status & 0x7F == 0,
        'WEXITSTATUS': lambda status: status >> 8 & 0xFF,
        'WTERMSIG': lambda status: status & 0x7F,
        'WIFSTOPPED': lambda status: status & 0xFF == 0x7F,
        'WSTOPSIG': lambda status: status >> 8 & 0xFF,
        'WCOREDUMP': lambda status: bool(status & 0x80),
        'WIFCONTINUED': lambda status: status == 0xFFFF,
        'waitstatus_to_exitcode': lambda status: -(status & 0x7F) if status & 0x7F else status >> 8 & 0xFF,
    }
    exit_process = posix._exit

    def leave_now(status):
        exit_process(status)

    replaced['_exit'] = leave_now
    for name, function in replaced.items():
        function.__name__ = function.__qualname__ = name
        function.__module__ = 'posix'
        setattr(posix, name, function)
        setattr(os, name, function)
    for name, value in {'WNOHANG': 1, 'WUNTRACED': 2, 'WCONTINUED': 8, 'P_PID': 1, 'P_ALL': 0, 'PRIO_PROCESS': 0}.items():
        setattr(posix, name, value)
        setattr(os, name, value)
    for name in replaced:
        if name not in os.__all__ and not name.startswith('_'):
            os.__all__.append(name)
    os.sysconf_names = {'SC_NPROCESSORS_ONLN': 84, 'SC_NPROCESSORS_CONF': 83, 'SC_PAGE_SIZE': 30, 'SC_PAGESIZE': 30,
                        'SC_PHYS_PAGES': 85, 'SC_AVPHYS_PAGES': 86, 'SC_CLK_TCK': 2, 'SC_IOV_MAX': 60, 'SC_OPEN_MAX': 4, 'SC_ARG_MAX': 0}
    sys.modules['_posixsubprocess'] = module = types.ModuleType('_posixsubprocess')
    module.fork_exec = fork_exec
    original = _signal.signal

    def signal(number, handler, /):
        before = original(number, handler)
        ask('handle', int(number), 1 if callable(handler) or handler == _signal.SIG_IGN else 0)
        return before

    _signal.signal = signal
    signal.__module__ = '_signal'
    signal.__doc__ = original.__doc__
    ask('handle', 2, 1)


def kill(pid, number, /):
    ask('kill', int(pid), int(number))


def leave(status):
    pass


def text(value):
    return os.fsdecode(value)


def start(words, cwd, environment, streams):
    lines = [] if environment is None else environment
    return ask('spawn', cwd, *streams, len(words), *words, *lines)


def lines_of(environment):
    return [f'{text(name)}={text(value)}' for name, value in environment.items()]


def system(command):
    sys.stdout.flush()
    pid = start(['/bin/sh', '-c', text(command)], os.getcwd(), lines_of(os.environ), (-1, -1, -1))
    return ask('wait', pid, 0)[1]


def spawn(path, words, environment, **rest):
    return start([text(path), *map(text, words[1:])], os.getcwd(), lines_of(environment), (-1, -1, -1))


def execute(path, words, environment):
    sys.stdout.flush()
    sys.stderr.flush()
    lines = lines_of(os.environ if environment is None else environment)
    try:
        pid = start([text(path), *[text(word) for word in words][1:]], os.getcwd(), lines, (-1, -1, -1))
    except OSError as error:
        raise OSError(error.errno, error.strerror, path) from None
    posix._exit(os.waitstatus_to_exitcode(ask('wait', pid, 0)[1]) & 0xFF)


def fork():
    ask('unsupported', 'os.fork')
    raise OSError(11, 'Resource temporarily unavailable')


def fork_exec(words, executables, close_fds, pass_fds, cwd, environment, p2cread, p2cwrite, c2pread, c2pwrite, errread, errwrite,
              errpipe_read, errpipe_write, *rest):
    """Starts what `subprocess` asks for. What goes wrong is told as a child would, over the pipe."""
    lines = lines_of(os.environ) if environment is None else [text(line) for line in environment]
    words = [text(word) for word in words]
    if executables and text(executables[0]).startswith('/') and '/' in words[0]:
        words[0] = text(executables[0])
    folder = os.getcwd() if cwd is None else text(cwd)
    try:
        os.stat(folder)
        return start(words, folder, lines, (p2cread, c2pwrite, errwrite))
    except OSError as error:
        where = '' if cwd is None or os.path.isdir(folder) else 'noexec:chdir'
        os.write(errpipe_write, f'OSError:{error.errno:X}:{where and "noexec:chdir"}'.encode())
        return ask('spawn', '', -1, -1, -1, 1, '/bin/false')


def getloadavg():
    with open('/proc/loadavg') as file:
        return tuple(float(figure) for figure in file.read().split()[:3])


def getlogin():
    import pwd

    return pwd.getpwuid(os.getuid()).pw_name


def times():
    import time

    used = time.process_time()
    return posix.times_result((round(used * 0.9, 2), round(used * 0.1, 2), 0.0, 0.0, round(time.monotonic() + 17179.0, 2)))


def link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True):
    try:
        ask('link', text(src), text(dst))
    except OSError as error:
        raise OSError(error.errno, error.strerror, src, None, dst) from None


def sysconf(name, /):
    if isinstance(name, str):
        if name not in os.sysconf_names:
            raise ValueError('unrecognized configuration name')
        name = os.sysconf_names[name]

    def memory(field):
        with open('/proc/meminfo') as file:
            for line in file:
                if line.startswith(field + ':'):
                    return int(line.split()[1]) // 4

    if name in (83, 84):
        return os.cpu_count()
    if name in (85, 86):
        return memory('MemTotal' if name == 85 else 'MemAvailable')
    return {30: 4096, 2: 100, 4: 1024, 60: 1024, 0: 2097152}.get(name, -1)
