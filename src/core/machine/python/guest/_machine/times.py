"""Waiting: the machine's time passes."""
import time

from _machine import ask, threads


def install():
    def sleep(seconds, /):
        """sleep(seconds)

Delay execution for a given number of seconds.  The argument may be
a floating-point number for subsecond precision."""
        if not isinstance(seconds, (int, float)) and not hasattr(seconds, '__index__') and not hasattr(seconds, '__float__'):
            raise TypeError(f"'{type(seconds).__name__}' object cannot be interpreted as an integer")
        if seconds < 0:
            raise ValueError('sleep length must be non-negative')
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            wait(left)

    def wait(seconds):
        threads.pump()
        step = min(seconds, 0.05) if threads.parked() else seconds
        ask('sleep', step * 1000)
        threads.slept(seconds)

    threads.sleep = sleep
    time.sleep = sleep
    time.tzname = ('UTC', 'UTC')
