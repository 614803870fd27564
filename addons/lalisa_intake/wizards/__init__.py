from . import reply_composer
