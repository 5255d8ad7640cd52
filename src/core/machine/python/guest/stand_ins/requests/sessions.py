from urllib.parse import urljoin

from .adapters import HTTPAdapter
from .exceptions import InvalidSchema, TooManyRedirects
from .models import Request
from .packages_versions import version_of
from .structures import CaseInsensitiveDict


def default_headers():
    return CaseInsensitiveDict({
        'User-Agent': 'python-requests/' + version_of('requests'),
        'Accept-Encoding': 'gzip, deflate',
        'Accept': '*/*',
        'Connection': 'keep-alive',
    })


class Session:
    def __init__(self):
        self.headers = default_headers()
        self.auth = None
        self.params = {}
        self.cookies = {}
        self.verify = True
        self.proxies = {}
        self.trust_env = True
        self.max_redirects = 30
        self.adapters = {}
        self.mount('https://', HTTPAdapter())
        self.mount('http://', HTTPAdapter())

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def mount(self, prefix, adapter):
        self.adapters[prefix] = adapter

    def get_adapter(self, url):
        for prefix, adapter in self.adapters.items():
            if url.lower().startswith(prefix.lower()):
                return adapter
        raise InvalidSchema(f'No connection adapters were found for {url!r}')

    def request(self, method, url, params=None, data=None, headers=None, cookies=None, files=None, auth=None, timeout=None,
                allow_redirects=True, proxies=None, hooks=None, stream=None, verify=None, cert=None, json=None):
        given = CaseInsensitiveDict(self.headers)
        given.update(headers or {})
        req = Request(method=method, url=url, headers=given, files=files, data=data or {}, json=json,
                      params={**self.params, **params} if isinstance(params, dict) else params, auth=auth or self.auth)
        prep = req.prepare()
        send_kwargs = {'timeout': timeout, 'allow_redirects': allow_redirects}
        resp = self.send(prep, **send_kwargs)
        return resp

    def send(self, request, **kwargs):
        allow_redirects = kwargs.pop('allow_redirects', True)
        adapter = self.get_adapter(url=request.url)
        r = adapter.send(request, **kwargs)
        history = []
        while allow_redirects and r.is_redirect:
            if len(history) >= self.max_redirects:
                raise TooManyRedirects(f'Exceeded {self.max_redirects} redirects.', response=r)
            history.append(r)
            again = Request('GET', urljoin(r.url, r.headers['location']), headers=self.headers).prepare()
            r = self.get_adapter(url=again.url).send(again, **kwargs)
        r.history = history
        return r

    def get(self, url, **kwargs):
        return self.request("GET", url, **kwargs)

    def options(self, url, **kwargs):
        return self.request("OPTIONS", url, **kwargs)

    def head(self, url, **kwargs):
        kwargs.setdefault('allow_redirects', False)
        return self.request("HEAD", url, **kwargs)

    def post(self, url, data=None, json=None, **kwargs):
        return self.request("POST", url, data=data, json=json, **kwargs)

    def put(self, url, data=None, **kwargs):
        return self.request("PUT", url, data=data, **kwargs)

    def patch(self, url, data=None, **kwargs):
        return self.request("PATCH", url, data=data, **kwargs)

    def delete(self, url, **kwargs):
        return self.request("DELETE", url, **kwargs)

    def close(self):
        pass


def session():
    return Session()
