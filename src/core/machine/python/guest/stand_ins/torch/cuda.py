import subprocess

_QUERY = ['nvidia-smi', '--query-gpu=name,memory.total,memory.free', '--format=csv,noheader,nounits']
_MEBI = 1024 * 1024


class _CudaDeviceProperties:
    def __init__(self, name, total):
        self.name, self.total_memory = name, total
        self.major, self.minor, self.multi_processor_count = 8, 0, 108

    def __repr__(self):
        return (f"_CudaDeviceProperties(name='{self.name}', major={self.major}, minor={self.minor}, "
                f'total_memory={self.total_memory // _MEBI}MB, multi_processor_count={self.multi_processor_count})')


def _devices():
    try:
        rows = subprocess.run(_QUERY, capture_output=True, text=True).stdout.splitlines()
    except OSError:
        return []
    fields = [row.split(', ') for row in rows if row.count(', ') == 2]
    return [(name, int(total) * _MEBI, int(free) * _MEBI) for name, total, free in fields]


def _device(number):
    devices = _devices()
    if not devices:
        raise RuntimeError('No CUDA GPUs are available')
    number = 0 if number is None else getattr(number, 'index', number) or 0
    if not 0 <= number < len(devices):
        raise AssertionError('Invalid device id')
    return devices[number]


def is_available():
    return device_count() > 0


def device_count():
    return len(_devices())


def current_device():
    _device(None)
    return 0


def get_device_name(device=None):
    return _device(device)[0]


def get_device_properties(device=None):
    name, total, _ = _device(device)
    return _CudaDeviceProperties(name, total)


def get_device_capability(device=None):
    _device(device)
    return 8, 0


def mem_get_info(device=None):
    _, total, free = _device(device)
    return free, total


def memory_allocated(device=None):
    return 0


def memory_reserved(device=None):
    return 0


def empty_cache():
    pass
