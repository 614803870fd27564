from odoo.addons.lalisa_base.hooks import refuse_older

from . import models, report
