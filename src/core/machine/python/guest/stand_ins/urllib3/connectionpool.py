import http.client
import socket
from urllib.parse import urlsplit

from .connection import HTTPConnection, HTTPSConnection
from .exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError, ReadTimeoutError


class HTTPConnectionPool:
    scheme = 'http'
    ConnectionCls = HTTPConnection

    def __init__(self, host, port=None, **kwargs):
        self.host = host
        self.port = port or self.ConnectionCls.default_port

    def __str__(self):
        return f'{type(self).__name__}(host={self.host!r}, port={self.port!r})'

    __repr__ = __str__

    def target(self, url):
        parts = urlsplit(url)
        return (parts.path or '/') + ('?' + parts.query if parts.query else '')

    def _make_request(self, conn, method, url, body=None, headers=None, timeout=None):
        wait = timeout[1] if isinstance(timeout, tuple) else timeout
        try:
            conn.request(method, url, body=body, headers=headers)
            if conn.sock is not None:
                conn.sock.settimeout(wait)
            response = conn.getresponse()
            return response.status, response.reason, dict(response.getheaders()), response.read()
        except socket.timeout as e:
            raise ReadTimeoutError(self, url, f'Read timed out. (read timeout={wait})') from e

    def urlopen(self, method, url, body=None, headers=None, timeout=None, **kwargs):
        reach = timeout[0] if isinstance(timeout, tuple) else timeout
        conn = self.ConnectionCls(self.host, self.port, **({} if reach is None else {'timeout': reach}))
        try:
            return self._make_request(conn, method, url, body=body, headers=dict(headers or {}), timeout=timeout)
        except (NewConnectionError, ConnectTimeoutError) as new_e:
            raise MaxRetryError(self, url, new_e) from new_e
        except (http.client.RemoteDisconnected, ConnectionError) as new_e:
            raise ProtocolError('Connection aborted.', new_e) from new_e
        finally:
            conn.close()


class HTTPSConnectionPool(HTTPConnectionPool):
    scheme = 'https'
    ConnectionCls = HTTPSConnection


def connection_from_url(url, **kwargs):
    parts = urlsplit(url)
    kind = HTTPSConnectionPool if parts.scheme == 'https' else HTTPConnectionPool
    return kind(parts.hostname, parts.port)


class PoolManager:
    def __init__(self, *args, **kwargs):
        pass

    def request(self, method, url, body=None, headers=None, timeout=None, **kwargs):
        pool = connection_from_url(url)
        answer = pool.urlopen(method, pool.target(url), body=body, headers=headers, timeout=timeout)
        return HTTPResponse(*answer)


class HTTPResponse:
    def __init__(self, status, reason, headers, data):
        self.status, self.reason, self.headers, self.data = status, reason, headers, data

    def json(self):
        import json

        return json.loads(self.data)
