"""Pools of threads: what is handed in is done at once."""


def install(module):
    from concurrent.futures import _base

    class ThreadPoolExecutor(_base.Executor):
        def __init__(self, max_workers=None, thread_name_prefix='', initializer=None, initargs=(), **rest):
            if max_workers is not None and max_workers <= 0:
                raise ValueError('max_workers must be greater than 0')
            self._max_workers = max_workers or 32
            self._shutdown = False
            if initializer is not None:
                initializer(*initargs)

        def submit(self, fn, /, *args, **kwargs):
            if self._shutdown:
                raise RuntimeError('cannot schedule new futures after shutdown')
            future = _base.Future()
            future.set_running_or_notify_cancel()
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:
                if isinstance(error, (KeyboardInterrupt, SystemExit)):
                    raise
                future.set_exception(error)
            else:
                future.set_result(result)
            return future

        def shutdown(self, wait=True, *, cancel_futures=False):
            self._shutdown = True

    ThreadPoolExecutor.__module__ = 'concurrent.futures.thread'
    ThreadPoolExecutor.__qualname__ = 'ThreadPoolExecutor'
    module.ThreadPoolExecutor = ThreadPoolExecutor
