"""As far as scripts ask which devices there are. Nothing is computed."""
from . import cuda, version

__version__ = version.__version__


class device:
    def __init__(self, type, index=None):
        name, _, number = str(type).partition(':')
        self.type = name
        self.index = int(number) if number else index

    def __repr__(self):
        return f"device(type='{self.type}')" if self.index is None else f"device(type='{self.type}', index={self.index})"

    def __str__(self):
        return self.type if self.index is None else f'{self.type}:{self.index}'
