"""Where modules come from: the library, what is installed, and the files of the machine."""
import _imp
import marshal
import sys
from importlib import machinery
from importlib._bootstrap import ModuleSpec, _call_with_frames_removed

from _machine import ask
from _machine import modules

_os = sys.modules['posix']


class SourceFileLoader(machinery.SourceFileLoader):
    """A module of the library, which says that it was read from its source."""

    def get_code(self, fullname):
        return code_of(fullname, self.path)

    def get_source(self, fullname):
        return None

    def exec_module(self, module):
        code = code_of(module.__name__, self.path)
        _call_with_frames_removed(exec, code, module.__dict__)
        modules.adapt(module)


SourceFileLoader.__module__ = '_frozen_importlib_external'


def code_of(name, path):
    content, package, compiled = read(name)
    if compiled:
        code = marshal.loads(memoryview(content)[16:])
        _imp._fix_co_filename(code, path)
        return code
    return compile(content, path, 'exec', dont_inherit=True)


def read(name):
    found = ask('code', name.replace('.', '/'))
    if found is None:
        raise ImportError(name)
    descriptor, package, compiled = found
    return whole(descriptor), package, compiled


def source(name):
    """The text of a module, for those that have one."""
    descriptor = ask('source', name.replace('.', '/'))
    return None if descriptor is None else whole(descriptor)


def whole(descriptor):
    parts = []
    while part := _os.read(descriptor, 1 << 20):
        parts.append(part)
    _os.close(descriptor)
    return b''.join(parts)


def spec_of(name, base, prefix=''):
    found = ask('code', prefix + name.replace('.', '/'))
    if found is None:
        return None
    descriptor, package, _ = found
    _os.close(descriptor)
    relative = name.rpartition('.')[2]
    path = f'{base}/{relative}/__init__.py' if package else f'{base}/{relative}.py'
    folder, _, file = path.rpartition('/')
    loader = SourceFileLoader(name, path)
    spec = ModuleSpec(name, loader, origin=path, is_package=package)
    spec.has_location = True
    spec.cached = f'{folder}/__pycache__/{file[:-3]}.{sys.implementation.cache_tag}.pyc'
    if package:
        spec.submodule_search_locations[:] = [folder]
    return spec


# Parts of the library that are written in C and not in the interpreter.
UNPLAYED = {'_ctypes', '_curses', '_sqlite3', '_tkinter'}


class LibraryFinder:
    """Finds modules of the library under the folder that it has on the machine."""

    def __init__(self, folder):
        self.path = folder

    def find_spec(self, name, target=None):
        if name.startswith(('_machine', 'sitecustomize', 'stand_ins')):
            return None
        if name in UNPLAYED:
            ask('unsupported', 'import ' + name)
        return spec_of(name, self.path)

    def invalidate_caches(self):
        pass


LibraryFinder.__name__ = LibraryFinder.__qualname__ = 'FileFinder'
LibraryFinder.__module__ = '_frozen_importlib_external'


class InstalledFinder(machinery.FileFinder):
    """Finds what is installed: files of the machine first, then what there is in their place."""

    def find_spec(self, name, target=None):
        spec = super().find_spec(name, target)
        return spec or modules.installed_spec(name, self.path)


InstalledFinder.__name__ = InstalledFinder.__qualname__ = 'FileFinder'
InstalledFinder.__module__ = '_frozen_importlib_external'


def install(facts):
    library = facts['library']
    site = tuple(facts['site'])
    details = [
        (machinery.SourceFileLoader, machinery.SOURCE_SUFFIXES),
        (machinery.SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
    ]

    def path_hook_for_FileFinder(path):
        if path in site or path.startswith(tuple(entry + '/' for entry in site)):
            return InstalledFinder(path, *details)
        if path == library or path.startswith(library + '/') and not path.startswith(library + '/lib-dynload'):
            return LibraryFinder(path)
        raise ImportError('only directories are supported', path=path)

    sys.path_hooks.insert(0, path_hook_for_FileFinder)
    # The machine keeps no compiled files of what scripts import.
    sys.dont_write_bytecode = False
    machinery.SourceFileLoader._cache_bytecode = lambda self, source, cache, data: None
