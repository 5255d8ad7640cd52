class CaseInsensitiveDict(dict):
    def __init__(self, data=None, **kwargs):
        super().__init__()
        self._names = {}
        for name, value in dict(data or {}, **kwargs).items():
            self[name] = value

    def __setitem__(self, name, value):
        known = self._names.setdefault(name.lower(), name)
        super().__setitem__(known, value)

    def __getitem__(self, name):
        return super().__getitem__(self._names.get(name.lower(), name))

    def __contains__(self, name):
        return name.lower() in self._names

    def get(self, name, default=None):
        return self[name] if name in self else default

    def update(self, other=(), **kwargs):
        for name, value in dict(other, **kwargs).items():
            self[name] = value


class LookupDict(dict):
    def __init__(self, name=None):
        self.name = name
        super().__init__()

    def __repr__(self):
        return f"<lookup '{self.name}'>"

    def __getitem__(self, key):
        return self.__dict__.get(key, None)
