"""`multiprocessing` in one process: what is handed in is done at once, as with threads."""


def install(module):
    import queue
    import threading

    class Process(threading.Thread):
        def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
            number = Process.started = getattr(Process, 'started', 0) + 1
            super().__init__(group, target, name or f'Process-{number}', args, kwargs, daemon=daemon)
            self.exitcode = None

        @property
        def pid(self):
            return self.native_id

        def run(self):
            try:
                super().run()
                self.exitcode = 0
            except SystemExit as error:
                self.exitcode = error.code if isinstance(error.code, int) else 1
            except Exception:
                self.exitcode = 1
                raise

        def terminate(self):
            pass

        kill = close = terminate

    class AsyncResult:
        def __init__(self, function, args, kwargs, callback=None, error_callback=None):
            self._error = self._value = None
            try:
                self._value = function(*args, **kwargs)
            except Exception as error:
                self._error = error
            if self._error is None and callback:
                callback(self._value)
            if self._error is not None and error_callback:
                error_callback(self._error)

        def get(self, timeout=None):
            if self._error is not None:
                raise self._error
            return self._value

        def wait(self, timeout=None):
            pass

        def ready(self):
            return True

        def successful(self):
            return self._error is None

    class Pool:
        def __init__(self, processes=None, initializer=None, initargs=(), maxtasksperchild=None):
            if initializer is not None:
                initializer(*initargs)

        def map(self, func, iterable, chunksize=None):
            return [func(item) for item in iterable]

        def starmap(self, func, iterable, chunksize=None):
            return [func(*items) for items in iterable]

        def imap(self, func, iterable, chunksize=1):
            return iter(self.map(func, iterable))

        imap_unordered = imap

        def apply(self, func, args=(), kwds={}):
            return func(*args, **kwds)

        def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
            return AsyncResult(func, args, kwds, callback, error_callback)

        def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
            return AsyncResult(self.map, (func, iterable), {}, callback, error_callback)

        def close(self):
            pass

        terminate = join = close

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    class Value:
        def __init__(self, typecode_or_type, *args, lock=True):
            self.value = args[0] if args else 0
            self._lock = threading.RLock()

        def get_lock(self):
            return self._lock

    class Manager:
        def __init__(self):
            self.dict, self.list, self.Value = dict, list, Value
            self.Queue, self.Lock, self.Event = queue.Queue, threading.Lock, threading.Event

        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def shutdown(self):
            pass

    parts = {
        'Process': Process, 'Pool': Pool, 'Value': Value, 'Manager': Manager, 'Queue': queue.Queue, 'JoinableQueue': queue.Queue,
        'SimpleQueue': queue.SimpleQueue, 'Lock': threading.Lock, 'RLock': threading.RLock, 'Event': threading.Event,
        'Condition': threading.Condition, 'Semaphore': threading.Semaphore, 'BoundedSemaphore': threading.BoundedSemaphore,
        'Array': lambda kind, given, lock=True: [0] * given if isinstance(given, int) else list(given),
    }
    for name, part in parts.items():
        if isinstance(part, type) and part.__module__ not in ('queue', 'threading', '_thread', '_queue'):
            part.__module__ = 'multiprocessing'
            part.__qualname__ = name
        setattr(module, name, part)
    module.get_context = lambda method=None: module
