"""Modules of the library that are told of the machine when they are imported, and packages that it has in part."""
import sys

from _machine import ask, threads

_facts = {}
_installed = {}
STAND_INS = {'requests', 'psutil', 'torch', 'urllib3'}
IMPORTED_AS = {'pyyaml': 'yaml', 'pydantic-core': 'pydantic_core', 'huggingface-hub': 'huggingface_hub', 'jinja2': 'jinja2',
               'typing-extensions': 'typing_extensions', 'charset-normalizer': 'charset_normalizer', 'scikit-learn': 'sklearn',
               'pillow': 'PIL', 'beautifulsoup4': 'bs4', 'python-dotenv': 'dotenv', 'opencv-python': 'cv2'}


def installed():
    if not _installed:
        for name, version in ask('modules'):
            normal = name.lower().replace('_', '-')
            _installed[IMPORTED_AS.get(normal, normal.replace('-', '_'))] = (name, version)
        _installed.setdefault('pip', ('pip', ''))
    return _installed


def installed_spec(name, folder):
    top = name.partition('.')[0]
    if top not in installed():
        return None
    if top in STAND_INS:
        spec = imports.spec_of(name, folder, 'stand_ins/')
        if spec is not None:
            spec.loader = StandInLoader(name, spec.origin)
        return spec
    if '.' in name:
        return None
    path = f'{folder}/{top}/__init__.py'
    return imports.ModuleSpec(name, Unplayed(name, path), origin=path, is_package=True)


class StandInLoader:
    def __init__(self, name, path):
        self.name, self.path = name, path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        content, _, _ = imports.read('stand_ins/' + module.__name__)
        code = imports.marshal.loads(content[16:])
        imports._imp._fix_co_filename(code, self.path)
        imports._call_with_frames_removed(exec, code, module.__dict__)
        module.__dict__.setdefault('__getattr__', unplayed_attribute(module.__name__))

    def get_source(self, name):
        content = imports.source('stand_ins/' + name)
        return None if content is None else content.decode()


def unplayed_attribute(name):
    def __getattr__(attribute):
        if not attribute.startswith('__'):
            ask('unsupported', f'{name}.{attribute}')
        raise AttributeError(f'module {name!r} has no attribute {attribute!r}')

    return __getattr__


class Unplayed:
    """A package that is installed and that the machine does not play: it says its version, and nothing more of it can be loaded."""

    def __init__(self, name, path):
        self.name, self.path = name, path

    def create_module(self, spec):
        return None

    def exec_module(self, module):
        name, folder = self.name, self.path.rpartition('/')[0]
        module.__file__ = self.path
        module.__version__ = installed()[name][1]

        def __getattr__(attribute):
            if attribute.startswith('__'):
                raise AttributeError(f'module {name!r} has no attribute {attribute!r}')
            ask('unsupported', f'{name}.{attribute}')
            raise ImportError(broken(name, folder), name=name, path=self.path)

        module.__getattr__ = __getattr__


# What packages load that is written in C, by the name of the package: what they need of others, where they have none.
NATIVE = {'fastapi': 'pydantic_core/_pydantic_core', 'pydantic': 'pydantic_core/_pydantic_core', 'uvicorn': 'uvloop/loop',
          'starlette': 'pydantic_core/_pydantic_core', 'transformers': 'tokenizers/tokenizers', 'numpy': 'numpy/_core/_multiarray_umath',
          'huggingface_hub': 'yaml/_yaml', 'yaml': 'yaml/_yaml', 'pandas': 'pandas/_libs/lib', 'safetensors': 'safetensors/_safetensors_rust'}


def broken(name, folder):
    tag = sys.implementation.cache_tag
    library = NATIVE.get(name, f'{name}/_C')
    return f'{folder.rpartition("/")[0]}/{library}.{tag}-x86_64-linux-gnu.so: failed to map segment from shared object'


def load(name):
    """A part of this package that is only needed now."""
    import types

    content, _, _ = imports.read('_machine/' + name)
    code = imports.marshal.loads(content[16:])
    part = types.ModuleType(name)
    part.ask = ask
    exec(code, part.__dict__)
    return part


def install(facts):
    _facts.update(facts)
    tls = type(sys)('_tls')
    tls.mark = lambda descriptor: ask('secure', descriptor)
    sys.modules['_tls'] = tls


def adapt(module):
    """Changes a module of the library that was just imported."""
    change = CHANGES.get(module.__name__)
    if change is not None:
        change(module)


def adapt_platform(module):
    module.libc_ver = lambda executable=None, lib='', version='', chunksize=16384: ('glibc', _facts['glibc'])
    module.architecture = lambda executable=sys.executable, bits='', linkage='': ('64bit', 'ELF')
    module.processor = lambda: 'x86_64'
    for name in ('android_ver', 'ios_ver'):
        if hasattr(module, name):
            delattr(module, name)


def adapt_socket(module):
    import os

    kind = module.socket
    kind.setsockopt = setsockopt
    kind.listen = listen
    kind.shutdown = shutdown
    native = kind.__base__
    accept = kind.accept

    def waiting(name):
        call = getattr(native, name)

        def method(self, *given):
            if threads.parked():
                threads.pump()
            return call(self, *given)

        method.__name__ = name
        method.__qualname__ = 'socket.' + name
        method.__module__ = 'socket'
        method.__doc__ = call.__doc__
        return method

    def accept_here(self):
        if threads.nested() and not readable(self):
            threads.aside()
        if threads.parked():
            threads.pump()
        return accept(self)

    accept_here.__name__, accept_here.__qualname__, accept_here.__module__ = 'accept', 'socket.accept', 'socket'
    kind.accept = accept_here
    for name in ('recv', 'recv_into', 'recvfrom'):
        setattr(kind, name, waiting(name))
    module.gethostname = lambda: _facts['system'][1]
    module.sethostname = sethostname
    module.socketpair = socketpair
    module.has_dualstack_ipv6 = lambda: True
    module.SO_REUSEPORT = 15
    for name in ('gethostname', 'setsockopt', 'listen', 'shutdown'):
        function = getattr(module, name, None) or getattr(kind, name)
        function.__module__ = 'socket'
    module.gethostbyname = gethostbyname
    module.gethostbyname_ex = lambda name: (name, [], [gethostbyname(name)])
    module.gethostbyaddr = lambda address: ('localhost' if address.startswith('127.') else address, [], [address])
    module.if_nameindex = lambda: [(1, 'lo'), (2, interface())]


def readable(connection):
    import select

    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))


def adapt_servers(module):
    kind = module.BaseServer
    original = kind.serve_forever

    def serve_forever(self, poll_interval=0.5):
        if not threads.nested():
            return original(self, poll_interval)
        self._BaseServer__is_shut_down.clear()
        while readable(self) and not self._BaseServer__shutdown_request:
            self._handle_request_noblock()
        if not self._BaseServer__shutdown_request:
            threads.aside()
        self._BaseServer__shutdown_request = False
        self._BaseServer__is_shut_down.set()

    serve_forever.__module__, serve_forever.__qualname__ = 'socketserver', 'BaseServer.serve_forever'
    kind.serve_forever = serve_forever


def interface():
    import os

    names = [name for name in os.listdir('/sys/class/net') if name != 'lo'] if os.path.isdir('/sys/class/net') else []
    return names[0] if names else 'eth0'


def gethostbyname(hostname):
    import socket

    return socket.getaddrinfo(hostname, None, socket.AF_INET, socket.SOCK_STREAM)[0][4][0]


def sethostname(name):
    raise PermissionError(1, 'Operation not permitted')


def setsockopt(self, level, optname, value=None, optlen=None):
    if self.fileno() < 0:
        raise OSError(9, 'Bad file descriptor')


def listen(self, backlog=128, /):
    ask('listen', self.fileno(), backlog)


def shutdown(self, how, /):
    ask('shutdown', self.fileno(), int(how))


def socketpair(family=None, type=None, proto=0):
    import socket

    first, second = ask('socketpair')
    return tuple(socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0, fileno=descriptor) for descriptor in (first, second))


def adapt_ssl(module):
    sys.modules.pop('_tls', None)


def adapt_traceback(module):
    load('tracebacks').install(module, _facts, load('lines').known())


def adapt_metadata(module):
    original = module.version

    def version(distribution_name):
        wanted = distribution_name.lower().replace('_', '-')
        for name, number in ask('modules'):
            if name.lower().replace('_', '-') == wanted:
                return number
        return original(distribution_name)

    module.version = version


def adapt_threading(module):
    main = module.main_thread()
    module._active = {module.get_ident(): main}
    main._ident = module.get_ident()
    parked = threads.Parked

    def _bootstrap_inner(self):
        self._set_ident()
        self._started.set()
        with module._active_limbo_lock:
            module._active[self._ident] = self
            module._limbo.pop(self, None)
        kept = {name: getattr(self, name) for name in ('_target', '_args', '_kwargs') if hasattr(self, name)}
        try:
            self.run()
        except parked:
            self.__dict__.update(kept)
            raise
        except:
            self._invoke_excepthook(self)
        finally:
            self._delete()

    _bootstrap_inner.__code__ = _bootstrap_inner.__code__.replace(co_filename=module.__file__, co_firstlineno=1003)
    module.Thread._bootstrap_inner = _bootstrap_inner


def adapt_executors(module):
    load('executors').install(module)


def adapt_processes(module):
    load('pools').install(module)


def adapt_futures(module):
    from concurrent.futures.thread import ThreadPoolExecutor

    class ProcessPoolExecutor(ThreadPoolExecutor):
        __module__ = 'concurrent.futures.process'
        __qualname__ = 'ProcessPoolExecutor'

    module.ProcessPoolExecutor = ProcessPoolExecutor


def adapt_sysconfig(module):
    module._init_posix = lambda variables: variables.update({'SOABI': sys.implementation.cache_tag + '-x86_64-linux-gnu', 'EXT_SUFFIX': '.' + sys.implementation.cache_tag + '-x86_64-linux-gnu.so', 'MULTIARCH': 'x86_64-linux-gnu', 'Py_DEBUG': 0, 'Py_GIL_DISABLED': 0})


CHANGES = {
    'concurrent.futures': adapt_futures,
    'multiprocessing': adapt_processes,
    'platform': adapt_platform,
    'socket': adapt_socket,
    'traceback': adapt_traceback,
    'threading': adapt_threading,
    'importlib.metadata': adapt_metadata,
    'concurrent.futures.thread': adapt_executors,
    'socketserver': adapt_servers,
    'ssl': adapt_ssl,
    'sysconfig': adapt_sysconfig,
}
