from importlib import metadata

cuda = '12.4'
__version__ = metadata.version('torch') + '+cu124'
