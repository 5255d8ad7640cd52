import http.client
import socket

from .exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError


class HTTPConnection(http.client.HTTPConnection):
    def _new_conn(self):
        try:
            sock = socket.create_connection((self.host, self.port), self.timeout, self.source_address)
        except socket.gaierror as e:
            raise NameResolutionError(self.host, self, e) from e
        except socket.timeout as e:
            raise ConnectTimeoutError(
                self, f'Connection to {self.host} timed out. (connect timeout={self.timeout})'
            ) from e
        except OSError as e:
            raise NewConnectionError(self, f'Failed to establish a new connection: {e}') from e
        return sock

    def connect(self):
        self.sock = self._new_conn()

    def __repr__(self):
        return f'<urllib3.connection.{type(self).__name__} object at 0x7f{id(self) * 4096 & 0xFFFFFFFFFF:010x}>'

    __str__ = __repr__


class HTTPSConnection(HTTPConnection):
    default_port = 443
