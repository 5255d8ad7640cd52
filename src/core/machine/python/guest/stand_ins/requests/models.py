import datetime
import json as complexjson
from http.client import responses
from urllib.parse import urlencode, urlsplit, urlunsplit

from .exceptions import HTTPError, InvalidURL, JSONDecodeError, MissingSchema
from .structures import CaseInsensitiveDict


class Request:
    def __init__(self, method=None, url=None, headers=None, files=None, data=None, params=None, auth=None, cookies=None,
                 hooks=None, json=None):
        self.method, self.url, self.headers, self.files = method, url, headers, files
        self.data, self.params, self.auth, self.cookies, self.json = data, params, auth, cookies, json

    def prepare(self):
        prepared = PreparedRequest()
        prepared.prepare(self)
        return prepared

    def __repr__(self):
        return f'<Request [{self.method}]>'


class PreparedRequest:
    def prepare(self, request):
        self.method = request.method.upper()
        self.prepare_url(request.url, request.params)
        self.headers = CaseInsensitiveDict(request.headers)
        self.prepare_body(request.data, request.json)
        if request.auth:
            import base64

            pair = ':'.join(request.auth).encode()
            self.headers['Authorization'] = 'Basic ' + base64.b64encode(pair).decode()

    def prepare_url(self, url, params):
        url = str(url).lstrip()
        if ':' in url and not url.lower().startswith('http'):
            self.url = url
            return
        parts = urlsplit(url)
        if not parts.scheme:
            raise MissingSchema(f'Invalid URL {url!r}: No scheme supplied. Perhaps you meant https://{url}?')
        if not parts.netloc:
            raise InvalidURL(f'Invalid URL {url!r}: No host supplied')
        query = parts.query
        if params:
            more = params if isinstance(params, str) else urlencode(params, doseq=True)
            query = f'{query}&{more}' if query else more
        self.url = urlunsplit((parts.scheme, parts.netloc, parts.path or '/', query, parts.fragment))

    def prepare_body(self, data, json):
        body = None
        if not data and json is not None:
            body = complexjson.dumps(json).encode('utf-8')
            self.headers.setdefault('Content-Type', 'application/json')
        elif data:
            if isinstance(data, (dict, list, tuple)):
                body = urlencode(data, doseq=True).encode()
                self.headers.setdefault('Content-Type', 'application/x-www-form-urlencoded')
            else:
                body = data.encode('utf-8') if isinstance(data, str) else data.read() if hasattr(data, 'read') else data
        self.body = body
        if body is not None:
            self.headers['Content-Length'] = str(len(body))
        elif self.method not in ('GET', 'HEAD'):
            self.headers['Content-Length'] = '0'

    def __repr__(self):
        return f'<PreparedRequest [{self.method}]>'


class Response:
    def __init__(self):
        self._content = b''
        self.status_code = None
        self.headers = CaseInsensitiveDict()
        self.url = None
        self.encoding = None
        self.history = []
        self.reason = None
        self.cookies = {}
        self.elapsed = datetime.timedelta(0)
        self.request = None

    def __repr__(self):
        return f'<Response [{self.status_code}]>'

    def __bool__(self):
        return self.ok

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    @property
    def ok(self):
        try:
            self.raise_for_status()
        except HTTPError:
            return False
        return True

    @property
    def content(self):
        return self._content

    @property
    def apparent_encoding(self):
        return 'utf-8'

    @property
    def is_redirect(self):
        return 'location' in self.headers and self.status_code in (301, 302, 303, 307, 308)

    @property
    def text(self):
        return str(self.content, self.encoding or self.apparent_encoding, errors='replace')

    def iter_content(self, chunk_size=1, decode_unicode=False):
        for at in range(0, len(self.content), chunk_size or len(self.content) or 1):
            yield self.content[at:at + (chunk_size or len(self.content))]

    def iter_lines(self, chunk_size=512, decode_unicode=False, delimiter=None):
        yield from (self.text.splitlines() if decode_unicode else self.content.splitlines())

    def json(self, **kwargs):
        try:
            return complexjson.loads(self.text, **kwargs)
        except ValueError as e:
            raise JSONDecodeError(e.msg, e.doc, e.pos)

    def raise_for_status(self):
        http_error_msg = ''
        if 400 <= self.status_code < 500:
            http_error_msg = f'{self.status_code} Client Error: {self.reason} for url: {self.url}'
        elif 500 <= self.status_code < 600:
            http_error_msg = f'{self.status_code} Server Error: {self.reason} for url: {self.url}'
        if http_error_msg:
            raise HTTPError(http_error_msg, response=self)

    def close(self):
        pass


def reason_of(status):
    return responses.get(status, '')
