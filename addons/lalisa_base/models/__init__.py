from . import res_company
from . import res_groups
from . import res_users
from . import wizard
from . import guarded_calls
from . import mail_push
from . import mail_link_preview
