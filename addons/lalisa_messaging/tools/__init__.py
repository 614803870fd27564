from . import driver_types, secret_box, text, wake
