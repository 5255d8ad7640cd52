"""
Requests HTTP Library
~~~~~~~~~~~~~~~~~~~~~

As far as scripts on the machine use it: over the connections of `http.client`.
"""
from . import exceptions, sessions, models, structures
from . import packages_versions as _versions
from .api import delete, get, head, options, patch, post, put, request
from .exceptions import (
    ConnectionError,
    ConnectTimeout,
    HTTPError,
    JSONDecodeError,
    ReadTimeout,
    RequestException,
    Timeout,
    TooManyRedirects,
    URLRequired,
)
from .models import PreparedRequest, Request, Response
from .sessions import Session, session
from .status_codes import codes

__version__ = _versions.version_of('requests')
__title__ = 'requests'
