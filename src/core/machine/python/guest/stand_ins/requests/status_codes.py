from http import HTTPStatus

from .structures import LookupDict

codes = LookupDict(name='status_codes')
for status in HTTPStatus:
    setattr(codes, status.name.lower(), status.value)
    setattr(codes, status.name, status.value)
