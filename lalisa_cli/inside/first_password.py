"""Fed to `odoo shell` by image_update.py: the administrator's password from the secret file."""

import os
from pathlib import Path

secret = Path(os.environ["LALISA_ADMIN_PASSWORD_FILE"]).read_text().strip()
env.ref("base.user_admin").password = secret  # noqa: F821 - the shell gives env
env.cr.commit()  # noqa: F821
