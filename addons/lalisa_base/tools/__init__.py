from . import public_address
