"""As far as scripts on the machine use psutil: what `/proc` tells."""
import collections
import os
import signal
import time

__version__ = '5.9.8'
version_info = (5, 9, 8)
LINUX = POSIX = True
WINDOWS = MACOS = BSD = False
STATUS_RUNNING, STATUS_SLEEPING, STATUS_STOPPED, STATUS_ZOMBIE = 'running', 'sleeping', 'stopped', 'zombie'
CONN_LISTEN, CONN_NONE = 'LISTEN', 'NONE'
_STATES = {'R': 'running', 'S': 'sleeping', 'D': 'disk-sleep', 'T': 'stopped', 'Z': 'zombie', 'I': 'idle'}
_TICKS = 100

svmem = collections.namedtuple('svmem', 'total available percent used free active inactive buffers cached shared slab')
sswap = collections.namedtuple('sswap', 'total used free percent sin sout')
sdiskusage = collections.namedtuple('sdiskusage', 'total used free percent')
sdiskpart = collections.namedtuple('sdiskpart', 'device mountpoint fstype opts')
pmem = collections.namedtuple('pmem', 'rss vms shared text lib data dirty')
addr = collections.namedtuple('addr', 'ip port')
sconn = collections.namedtuple('sconn', 'fd family type laddr raddr status pid')
snicaddr = collections.namedtuple('snicaddr', 'family address netmask broadcast ptp')
scpufreq = collections.namedtuple('scpufreq', 'current min max')
snetio = collections.namedtuple('snetio', 'bytes_sent bytes_recv packets_sent packets_recv errin errout dropin dropout')


class Error(Exception):
    pass


class NoSuchProcess(Error):
    def __init__(self, pid, name=None, msg=None):
        self.pid, self.name, self.msg = pid, name, msg or 'process no longer exists'
        super().__init__(self.msg)

    def __str__(self):
        return f'process PID not found (pid={self.pid})' if self.name is None else f"{self.msg} (pid={self.pid}, name='{self.name}')"


class AccessDenied(Error):
    def __init__(self, pid=None, name=None, msg=''):
        self.pid, self.name, self.msg = pid, name, msg
        super().__init__(msg)


class ZombieProcess(NoSuchProcess):
    pass


class TimeoutExpired(Error):
    def __init__(self, seconds, pid=None, name=None):
        self.seconds, self.pid, self.name = seconds, pid, name
        super().__init__(f'timeout after {seconds} seconds (pid={pid})')


def _text(path):
    with open(path, errors='surrogateescape') as file:
        return file.read()


def _memory():
    return {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(':') for line in _text('/proc/meminfo').splitlines())
            if rest.strip() and rest.split()[0].isdigit()}


def boot_time():
    return next(float(line.split()[1]) for line in _text('/proc/stat').splitlines() if line.startswith('btime'))


def cpu_count(logical=True):
    if logical:
        return os.cpu_count()
    cores = {tuple(line.partition(':')[2].strip() for line in block.splitlines() if line.startswith(('physical id', 'core id')))
             for block in _text('/proc/cpuinfo').strip().split('\n\n')}
    return len(cores) or os.cpu_count()


def cpu_freq(percpu=False):
    figures = [float(line.partition(':')[2]) for line in _text('/proc/cpuinfo').splitlines() if line.startswith('cpu MHz')]
    return scpufreq(sum(figures) / len(figures), 0.0, 0.0)


def cpu_percent(interval=None, percpu=False):
    before = _busy()
    if interval:
        time.sleep(interval)
    after = _busy()
    spent = after[1] - before[1]
    busy = round(100.0 * (after[0] - before[0]) / spent, 1) if spent > 0 else 0.0
    return [busy] * os.cpu_count() if percpu else busy


def _busy():
    figures = [int(figure) for figure in _text('/proc/stat').splitlines()[0].split()[1:]]
    return sum(figures) - figures[3] - figures[4], sum(figures)


def getloadavg():
    return os.getloadavg()


def virtual_memory():
    memory = _memory()
    total, available = memory['MemTotal'], memory['MemAvailable']
    cached = memory['Cached'] + memory.get('SReclaimable', 0)
    used = total - memory['MemFree'] - cached - memory['Buffers']
    percent = round((total - available) / total * 100, 1)
    return svmem(total, available, percent, used, memory['MemFree'], memory['Active'], memory['Inactive'], memory['Buffers'], cached,
                 memory['Shmem'], memory['Slab'])


def swap_memory():
    memory = _memory()
    total, free = memory['SwapTotal'], memory['SwapFree']
    return sswap(total, total - free, free, round((total - free) / total * 100, 1) if total else 0.0, 0, 0)


def disk_usage(path):
    figures = os.statvfs(path)
    total, free = figures.f_blocks * figures.f_frsize, figures.f_bavail * figures.f_frsize
    used = (figures.f_blocks - figures.f_bfree) * figures.f_frsize
    return sdiskusage(total, used, free, round(used / (used + free) * 100, 1))


def disk_partitions(all=False):
    rows = [line.split() for line in _text('/proc/mounts').splitlines()]
    return [sdiskpart(*row[:4]) for row in rows if all or row[0].startswith('/dev/')]


def pids():
    return sorted(int(name) for name in os.listdir('/proc') if name.isdigit())


def pid_exists(pid):
    return os.path.exists(f'/proc/{pid}')


class Process:
    def __init__(self, pid=None):
        self.pid = os.getpid() if pid is None else pid
        if not os.path.exists(f'/proc/{self.pid}'):
            raise NoSuchProcess(self.pid)
        self._name = self.name()
        self.info = {}

    def _read(self, name):
        try:
            return _text(f'/proc/{self.pid}/{name}')
        except FileNotFoundError:
            raise NoSuchProcess(self.pid, getattr(self, '_name', None)) from None
        except PermissionError:
            raise AccessDenied(self.pid, self._name) from None

    def _stat(self):
        return self._read('stat').rpartition(')')[2].split()

    def _status(self, field):
        return next((line.split(':', 1)[1].strip() for line in self._read('status').splitlines() if line.startswith(field + ':')), '')

    def __repr__(self):
        return f"psutil.Process(pid={self.pid}, name={self._name!r}, status={self.status()!r}, started={time.strftime('%H:%M:%S', time.localtime(self.create_time()))!r})"

    def __eq__(self, other):
        return isinstance(other, Process) and other.pid == self.pid

    def __hash__(self):
        return hash(self.pid)

    def name(self):
        text = self._read('stat')
        return text[text.index('(') + 1:text.rindex(')')]

    def cmdline(self):
        return [word for word in self._read('cmdline').split('\0') if word]

    def exe(self):
        try:
            return os.readlink(f'/proc/{self.pid}/exe')
        except PermissionError:
            raise AccessDenied(self.pid, self._name) from None
        except OSError:
            return ''

    def cwd(self):
        try:
            return os.readlink(f'/proc/{self.pid}/cwd')
        except PermissionError:
            raise AccessDenied(self.pid, self._name) from None

    def ppid(self):
        return int(self._stat()[1])

    def parent(self):
        return Process(self.ppid()) if self.ppid() else None

    def parents(self):
        found, at = [], self.parent()
        while at is not None:
            found.append(at)
            at = at.parent()
        return found

    def children(self, recursive=False):
        found = [process for process in process_iter() if process.ppid() == self.pid]
        return found + [grandchild for child in found for grandchild in child.children(True)] if recursive else found

    def status(self):
        return _STATES.get(self._stat()[0], 'sleeping')

    def username(self):
        import pwd

        uid = int(self._status('Uid').split()[0])
        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            return str(uid)

    def uids(self):
        return tuple(int(figure) for figure in self._status('Uid').split()[:3])

    def create_time(self):
        return boot_time() + int(self._stat()[19]) / _TICKS

    def num_threads(self):
        return int(self._stat()[17])

    def cpu_percent(self, interval=None):
        if interval:
            time.sleep(interval)
        return 0.0

    def cpu_times(self):
        figures = self._stat()
        return collections.namedtuple('pcputimes', 'user system children_user children_system iowait')(
            *[int(figures[at]) / _TICKS for at in (11, 12, 13, 14)], 0.0)

    def memory_info(self):
        figures = self._stat()
        rss, vms = int(figures[21]) * 4096, int(figures[20])
        return pmem(rss, vms, rss // 4, 0, 0, rss, 0)

    def memory_percent(self, memtype='rss'):
        return self.memory_info().rss / _memory()['MemTotal'] * 100

    def environ(self):
        return dict(line.split('=', 1) for line in self._read('environ').split('\0') if '=' in line)

    def connections(self, kind='inet'):
        return [connection for connection in net_connections(kind) if connection.pid == self.pid]

    net_connections = connections

    def open_files(self):
        return []

    def is_running(self):
        return os.path.exists(f'/proc/{self.pid}')

    def send_signal(self, number):
        try:
            os.kill(self.pid, number)
        except ProcessLookupError:
            raise NoSuchProcess(self.pid, self._name) from None
        except PermissionError:
            raise AccessDenied(self.pid, self._name) from None

    def terminate(self):
        self.send_signal(signal.SIGTERM)

    def kill(self):
        self.send_signal(signal.SIGKILL)

    def suspend(self):
        self.send_signal(signal.SIGSTOP)

    def resume(self):
        self.send_signal(signal.SIGCONT)

    def wait(self, timeout=None):
        until = None if timeout is None else time.monotonic() + timeout
        while self.is_running():
            if until is not None and time.monotonic() >= until:
                raise TimeoutExpired(timeout, self.pid, self._name)
            time.sleep(0.05)

    def as_dict(self, attrs=None, ad_value=None):
        found = {}
        for name in attrs or ['pid', 'name', 'cmdline', 'ppid', 'status', 'username', 'create_time', 'memory_percent', 'cpu_percent']:
            try:
                value = getattr(self, name)
                found[name] = value() if callable(value) else value
            except AccessDenied:
                found[name] = ad_value
        return found


def process_iter(attrs=None, ad_value=None):
    for pid in pids():
        try:
            process = Process(pid)
            if attrs is not None:
                process.info = process.as_dict(attrs, ad_value)
        except NoSuchProcess:
            continue
        yield process


def wait_procs(procs, timeout=None, callback=None):
    gone = [process for process in procs if not process.is_running()]
    return gone, [process for process in procs if process not in gone]


def net_connections(kind='inet'):
    import socket

    holders = {}
    for pid in pids():
        try:
            for name in os.listdir(f'/proc/{pid}/fd'):
                target = os.readlink(f'/proc/{pid}/fd/{name}')
                if target.startswith('socket:['):
                    holders[target[8:-1]] = (pid, int(name))
        except OSError:
            continue
    found = []
    for row in _text('/proc/net/tcp').splitlines()[1:]:
        fields = row.split()
        (ip, port), state = _address(fields[1]), fields[3]
        pid, descriptor = holders.get(fields[9], (None, -1))
        remote = _address(fields[2])
        found.append(sconn(descriptor, socket.AF_INET, socket.SOCK_STREAM, addr(ip, port), addr(*remote) if remote[1] else (),
                           {'0A': 'LISTEN', '01': 'ESTABLISHED'}.get(state, 'NONE'), pid))
    return found


def _address(text):
    host, port = text.split(':')
    return '.'.join(str(int(host[at:at + 2], 16)) for at in (6, 4, 2, 0)), int(port, 16)


def net_if_addrs():
    import socket

    return {'lo': [snicaddr(socket.AF_INET, '127.0.0.1', '255.0.0.0', None, None)]}


def users():
    return []
