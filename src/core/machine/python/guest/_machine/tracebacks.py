"""Tracebacks as the Python of the machine prints them."""


def install(module, facts):
    pass
