"""What the interpreter says of itself and of the system."""
import os
import posix
import sys


class version_info(tuple):
    """As `sys.version_info`, which cannot be made anew."""

    __slots__ = ()
    __module__ = 'sys'
    n_fields = n_sequence_fields = 5
    n_unnamed_fields = 0
    major, minor, micro, releaselevel, serial = (property(lambda self, at=at: tuple.__getitem__(self, at)) for at in range(5))

    def __repr__(self):
        names = ('major', 'minor', 'micro', 'releaselevel', 'serial')
        return 'sys.version_info(' + ', '.join(f'{name}={value!r}' for name, value in zip(names, self)) + ')'


def install(facts):
    version = facts['version']
    numbers = tuple(map(int, version.split('.')))
    short = '%d.%d' % numbers[:2]
    sys.version = f"{version} {facts['text']}"
    sys.version_info = version_info((*numbers, 'final', 0))
    sys.hexversion = (numbers[0] << 24) | (numbers[1] << 16) | (numbers[2] << 8) | 0xF0
    sys.platform = 'linux'
    sys.platlibdir = 'lib'
    sys.maxsize = 2**63 - 1
    sys.prefix = sys.exec_prefix = sys.base_prefix = sys.base_exec_prefix = facts['prefix']
    sys.executable = sys._base_executable = facts['executable']
    sys._home = None
    sys._framework = ''
    sys._git = ('CPython', '', '')
    kind = type(sys.implementation)
    sys.implementation = kind(
        name='cpython',
        cache_tag='cpython-' + short.replace('.', ''),
        version=sys.version_info,
        hexversion=sys.hexversion,
        _multiarch='x86_64-linux-gnu',
    )
    for name in ('_emscripten_info', '_is_gil_enabled', '_stdlib_dir'):
        if hasattr(sys, name):
            delattr(sys, name)
    sys._stdlib_dir = facts['library']
    sys.stdlib_module_names = sys.stdlib_module_names - {'_machine'}
    hidden = {'sitecustomize'}
    sys.builtin_module_names = tuple(name for name in sys.builtin_module_names if name not in hidden)
    if sys.orig_argv:
        sys.orig_argv[0] = sys.executable
    os.environ.pop('PYTHONHOME', None)
    posix.environ.pop(b'PYTHONHOME', None)
    os.environ.update(facts['environment'])
    if facts['unbuffered']:
        os.environ.pop('PYTHONUNBUFFERED', None)
        posix.environ.pop(b'PYTHONUNBUFFERED', None)


def finish(facts):
    """Names of files of what was imported so far, and where modules are looked for."""
    short = '.'.join(facts['version'].split('.')[:2])
    library = facts['library']
    own = '/usr/lib/python3.13'
    standard = [library.rpartition('/')[0] + '/python' + short.replace('.', '') + '.zip', library, library + '/lib-dynload']
    sys.path[:] = [entry for entry in sys.path if not entry.startswith(('/usr/lib/python3.13', '/usr/lib/python313'))] + standard + list(facts['site'])
    sys.path_importer_cache.clear()
    for module in list(sys.modules.values()):
        name = getattr(module, '__name__', '')
        origin = getattr(module, '__origname__', None) or name
        file = getattr(module, '__file__', None)
        if file is None and origin in FROZEN:
            file = f'{own}/{origin.replace(".", "/")}.py'
        if not file or not file.startswith(own):
            continue
        path = library + file[len(own):].replace('.pyc', '.py')
        module.__file__ = path
        spec = getattr(module, '__spec__', None)
        folder, _, base = path.rpartition('/')
        cached = f'{folder}/__pycache__/{base[:-3]}.{sys.implementation.cache_tag}.pyc'
        module.__cached__ = cached
        if spec is not None:
            spec.origin = path
            spec.cached = cached
            if spec.submodule_search_locations is not None:
                spec.submodule_search_locations[:] = [folder]
        if hasattr(module, '__path__'):
            module.__path__ = [folder]


FROZEN = {
    'abc', 'codecs', 'io', '_collections_abc', '_sitebuiltins', 'genericpath', 'posixpath', 'os', 'site', 'stat',
    'importlib.util', 'importlib.machinery', 'runpy', 'importlib',
}
