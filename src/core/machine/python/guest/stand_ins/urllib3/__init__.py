"""As far as `requests` and scripts on the machine use it."""
from . import exceptions
from .connectionpool import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, connection_from_url
from .exceptions import HTTPWarning


def disable_warnings(category=HTTPWarning):
    pass


__version__ = '2.3.0'
