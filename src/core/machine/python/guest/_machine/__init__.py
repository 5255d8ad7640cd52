"""What the interpreter asks of the machine, besides the calls of the system."""
import posix

_system = posix.system
_read = posix.read
_close = posix.close
_text = posix.strerror


def _escaped(field):
    return str(field).replace('%', '%25').replace('\x1f', '%1f').replace('\0', '%00')


def ask(name, *fields):
    """The answer to a request. Raises OSError when the machine says that it failed."""
    answer = _system('\x01' + '\x1f'.join([_escaped(field) for field in (name, *fields)]))
    parts = []
    while part := _read(answer, 65536):
        parts.append(part)
    _close(answer)
    value = eval(b''.join(parts).decode(), {})
    if value[0] is None and len(value) == 2:
        raise OSError(value[1], _text(value[1]))
    return value[0]
