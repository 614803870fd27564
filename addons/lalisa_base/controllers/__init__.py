from . import link_preview, sign_up
