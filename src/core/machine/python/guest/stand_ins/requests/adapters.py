import datetime
import time

from urllib3.connectionpool import connection_from_url
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, ProtocolError, ReadTimeoutError

from .exceptions import ConnectionError, ConnectTimeout, ReadTimeout
from .models import Response
from .structures import CaseInsensitiveDict


class BaseAdapter:
    pass


class HTTPAdapter(BaseAdapter):
    def __init__(self, pool_connections=10, pool_maxsize=10, max_retries=0, pool_block=False):
        self.max_retries = max_retries

    def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):
        conn = connection_from_url(request.url)
        begun = time.monotonic()
        try:
            resp = conn.urlopen(
                method=request.method, url=conn.target(request.url), body=request.body, headers=request.headers, timeout=timeout
            )
        except ProtocolError as err:
            raise ConnectionError(err, request=request)
        except MaxRetryError as e:
            if isinstance(e.reason, ConnectTimeoutError):
                raise ConnectTimeout(e, request=request)
            raise ConnectionError(e, request=request)
        except ReadTimeoutError as e:
            raise ReadTimeout(e, request=request)
        return self.build_response(request, resp, begun)

    def build_response(self, req, resp, begun):
        response = Response()
        response.status_code, response.reason, headers, response._content = resp
        response.headers = CaseInsensitiveDict(headers)
        response.url = req.url
        response.request = req
        response.elapsed = datetime.timedelta(seconds=time.monotonic() - begun)
        kind = response.headers.get('content-type', '')
        if 'charset=' in kind:
            response.encoding = kind.split('charset=')[1].strip('\'" ')
        elif 'text' in kind:
            response.encoding = 'ISO-8859-1'
        elif 'application/json' in kind:
            response.encoding = 'utf-8'
        return response

    def close(self):
        pass
