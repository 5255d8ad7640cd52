"""
Threads without threads: the work of one is done when it starts. Work that would have to wait for somebody else is put aside, and begun
again when its turn comes, which is what loops that serve and loops that take from queues are made for.
"""
import _thread
import sys
import time

from _machine import ask

_stack = []
_parked = []
_idents = []
_slept = {}
_pumping = []
sleep = time.sleep
_main = _thread.get_ident()
MOST_SLEEP = 3600.0


class Parked(BaseException):
    """Unwinds work that would have to wait."""


def parked():
    return bool(_parked) and not _stack


def pump():
    """Lets work that was put aside go on; true when some of it came further."""
    if _stack or _pumping or not _parked:
        return False
    _pumping.append(True)
    try:
        for work in list(_parked):
            if work in _parked:
                _parked.remove(work)
                run(work)
    finally:
        _pumping.pop()
    return True


def aside():
    """Puts the work at hand aside, if it is one in the background."""
    if _stack:
        raise Parked


def nested():
    return bool(_stack)


def run(work):
    _stack.append(work)
    try:
        work['function'](*work['args'], **work['kwargs'])
    except Parked:
        _parked.append(work)
        return
    except SystemExit:
        pass
    finally:
        _stack.pop()
    done(work)


def done(work):
    handle = work['handle']
    work['done'] = True
    if handle is not None:
        handle._set_done()


def slept(seconds):
    """Work in the background that sleeps on and on is not waited for."""
    if not _stack:
        return
    work = _stack[-1]
    work['slept'] = work.get('slept', 0.0) + seconds
    if work['daemon'] and work['slept'] > MOST_SLEEP:
        raise Parked


class Lock:
    """A lock for one thread that plays all."""

    __module__ = '_thread'
    __slots__ = ('_held', '__weakref__')

    def __init__(self):
        self._held = False

    def acquire(self, blocking=True, timeout=-1):
        if self._held and blocking:
            wait(lambda: not self._held, None if timeout == -1 else timeout)
        if self._held:
            return False
        self._held = True
        return True

    def release(self):
        if not self._held:
            raise RuntimeError('release unlocked lock')
        self._held = False

    def locked(self):
        return self._held

    def _at_fork_reinit(self):
        self._held = False

    acquire_lock, release_lock, locked_lock = acquire, release, locked
    __enter__ = acquire

    def __exit__(self, *error):
        self.release()

    def __repr__(self):
        return f'<{"locked" if self._held else "unlocked"} _thread.lock object at {id(self):#x}>'


Lock.__name__ = Lock.__qualname__ = 'lock'


def wait(ready, timeout):
    """Waits until something is ready, as long as others can make it so."""
    until = None if timeout is None else time.monotonic() + timeout
    while not ready():
        if _stack:
            if until is None:
                raise Parked
        elif _parked and not _pumping:
            pump()
            if ready():
                return
        left = 0.05 if until is None else until - time.monotonic()
        if left <= 0:
            return
        ask('sleep', (min(left, 0.05) if _parked else left if until is not None else 1.0) * 1000)


class _ThreadHandle:
    __module__ = '_thread'

    def __init__(self):
        self.ident = 0
        self._done = False

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True

    def join(self, timeout=-1, /):
        wait(lambda: self._done, None if timeout is None or timeout < 0 else timeout)


def install():
    def get_ident():
        return _stack[-1]['ident'] if _stack else _main

    def begin(function, args, kwargs, handle, daemon):
        number = len(_idents) + 1
        ident = 139_872_000_037_120 - number * 8_392_704
        _idents.append(ident)
        work = {'function': function, 'args': args, 'kwargs': kwargs, 'handle': handle, 'daemon': daemon, 'ident': ident, 'done': False}
        if handle is not None:
            handle.ident = ident
        run(work)
        return ident

    def start_new_thread(function, args, kwargs={}, /):
        return begin(function, args, kwargs, None, True)

    def start_joinable_thread(function, handle=None, daemon=True):
        handle = handle or _ThreadHandle()
        begin(function, (), {}, handle, daemon)
        return handle

    _thread.get_ident = get_ident
    _thread.start_new_thread = _thread.start_new = start_new_thread
    _thread.start_joinable_thread = start_joinable_thread
    _thread._ThreadHandle = _ThreadHandle
    _thread.allocate_lock = _thread.allocate = _thread.LockType = _thread.lock = Lock
    _thread._get_main_thread_ident = lambda: _main
    _thread._make_thread_handle = make_handle
    _thread.get_native_id = lambda: get_native(_stack)
    _thread._count = lambda: 0
    if hasattr(_thread, 'daemon_threads_allowed'):
        _thread.daemon_threads_allowed = lambda: True


def make_handle(ident):
    handle = _ThreadHandle()
    handle.ident = ident
    return handle


def get_native(stack):
    import os

    return os.getpid() + (len(_idents) if stack else 0)
