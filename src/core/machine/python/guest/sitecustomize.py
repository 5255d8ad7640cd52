import sys

import _machine.start

for _name in [_name for _name in sys.modules if _name.split('.')[0] == '_machine']:
    del sys.modules[_name]
del _machine, _name, sys
