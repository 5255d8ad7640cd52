"""Groups, as `/etc/group` has them."""
from collections import namedtuple

struct_group = namedtuple('struct_group', 'gr_name gr_passwd gr_gid gr_mem')
struct_group.__module__ = 'grp'
struct_group.__qualname__ = 'struct_group'
struct_group.__repr__ = lambda self: 'grp.struct_group(' + ', '.join(f'{name}={value!r}' for name, value in self._asdict().items()) + ')'


def getgrall():
    with open('/etc/group') as file:
        rows = [line.rstrip('\n').split(':') for line in file if line.count(':') == 3]
    return [struct_group(row[0], row[1], int(row[2]), [name for name in row[3].split(',') if name]) for row in rows]


def getgrnam(name):
    for entry in getgrall():
        if entry.gr_name == name:
            return entry
    raise KeyError(f'getgrnam(): name not found: {name!r}')


def getgrgid(id):
    for entry in getgrall():
        if entry.gr_gid == id:
            return entry
    raise KeyError(f'getgrgid(): gid not found: {id}')
