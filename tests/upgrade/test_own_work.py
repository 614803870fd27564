"""What an office made itself on the last release, fields, views, reports and actions, works after an update."""

import pytest

from lalisa_cli.database import find_complaints
from lalisa_cli.home import REPO
from tests.security.registry import run_shell
from tests.upgrade.old_database import OldDatabase
from tests.upgrade.releases import HERE, earlier_releases

pytestmark = pytest.mark.thorough
MAKE = """
def model(name):
    return env['ir.model']._get(name).id
def make(kind, /, **values):
    return env[kind].create(values)
def view(name, template, arch):
    parent = env.ref(template)
    make('ir.ui.view', name=name, model=parent.model, inherit_id=parent.id, type=parent.type, arch=arch)
for name in ('x_arrow_ids', 'x_other_arrow_ids'):
    make('ir.model.fields', model_id=model('lalisa.complaint'), name=name, ttype='many2many',
         relation='lalisa.sop.arrow', field_description=name)
make('ir.model.fields', model_id=model('lalisa.complaint'), name='x_entered', ttype='datetime',
     related='visit_id.entered_at', field_description='Masuk')
make('ir.model', name='Kunjungan', model='x_visit', access_ids=[(0, 0, {
    'name': 'x_visit', 'group_id': env.ref('base.group_user').id, 'perm_read': True})], field_id=[
    (0, 0, {'name': 'x_name', 'ttype': 'char', 'field_description': 'Nama'}),
    (0, 0, {'name': 'x_visit_ids', 'ttype': 'char', 'field_description': 'visit_ids'}),
    (0, 0, {'name': 'x_of', 'ttype': 'reference', 'field_description': 'Dari', 'selection_ids': [
        (0, 0, {'value': 'lalisa.sop.arrow', 'name': 'Langkah'})]})])
complaint = env['lalisa.complaint'].search([('visit_ids', '!=', False)], limit=1)
arrows = env['lalisa.sop.arrow'].search([], limit=2)
complaint.write({'x_arrow_ids': [(6, 0, arrows.ids)]})  # of the other field as well: they share a table
make('x_visit', x_name='arrows', x_visit_ids='visit_ids', x_of=f'lalisa.sop.arrow,{arrows[:1].id}')
view('own list', 'lalisa_complaint.lalisa_complaint_view_form',
     "<field name='visit_ids' position='after'><field name='x_arrow_ids'/><p title='own'><i class='fa fa-arrows'"
     " title='own'/></p></field>")
view('own orders', 'lalisa_complaint.lalisa_complaint_view_form',
     "<page name='dispatch' position='inside'><p>own orders</p></page>")
view('own page', 'lalisa_complaint.lalisa_sop_view_form',
     '''<xpath expr="//page[@name='arrows']" position="inside"><p>own page</p></xpath>''')
view('own setting', 'lalisa_complaint.res_config_settings_view_form_letterhead', '<data/>')
view('own paper', 'lalisa_complaint.paper_complaint_sheet',
     '''<xpath expr="//tbody[@t-as='visit']" position="inside"><p>OWN <t t-out="visit['stage']"/></p></xpath>''')
view('own incident', 'lalisa_complaint.paper_incident_sheet', '<h1 position="after"><p>OWN</p></h1>')
for name, paper in (('lalisa.complaint', 'complaint'), ('lalisa.dispatch', 'incident')):
    make('ir.actions.report', name='Own report', model=name, report_type='qweb-html',
         report_name=f'lalisa_complaint.paper_{paper}')
make('ir.actions.server', name='Own action', model_id=model('res.partner'), state='code', code='''
found = env['lalisa.complaint'].search([('visit_ids.mark_ids', '!=', False)])
action = {'name': env.ref('lalisa_complaint.cron_morning').name, 'res_model': 'lalisa.complaint.visit',
          'type': 'ir.actions.act_window', 'view_mode': 'list'}
''')
make('mail.template', name='Own template', model_id=model('lalisa.complaint'), subject='{{ len(object.visit_ids) }}')
window = make('ir.actions.act_window', name='Own window', res_model='lalisa.complaint.visit', view_mode='list',
              context="{'search_default_mark_ids': 1}")
make('ir.embedded.actions', name='Own part', parent_action_id=window.id, parent_res_model='lalisa.complaint.visit',
     action_id=window.id)
make('ir.model.data', module='lalisa_kota', name='arrow_own', model='lalisa.sop.arrow', res_id=arrows[:1].id)
env.cr.commit()
"""
READ = """
complaint = env['lalisa.complaint'].search([('x_arrow_ids', '!=', False)])
other = env['x_visit'].search([])
said = {'links': (len(complaint.x_arrow_ids), len(complaint.x_other_arrow_ids)),
        'related': complaint.x_entered == complaint.stage_log_id.entered_at,
        'others': (other.x_name, other.x_visit_ids, other.x_of._name),
        'XML id': bool(env.ref('lalisa_kota.arrow_own', raise_if_not_found=False)),
        'switched off': env['ir.ui.view'].search([('name', '=like', 'own %'), ('active', '=', False)]).mapped('name')}
from lxml import etree
for name in ('complaint', 'sop'):
    arch = etree.tostring(env.ref(f'lalisa_complaint.lalisa_{name}_view_form')._get_combined_arch()).decode()
    said[name] = [word for word in ('x_arrow_ids', 'fa-arrows', 'own orders', 'own page') if word in arch]
for report in env['ir.actions.report'].search([('name', '=', 'Own report')], order='id'):
    record = complaint if report.model == complaint._name else env[report.model].search([], limit=1)
    html = env['ir.actions.report']._render_qweb_html(report.report_name, record.ids)[0]
    said[report.report_name] = 'OWN' in (html.decode() if isinstance(html, bytes) else html)
partner = env.user.partner_id
action = env['ir.actions.server'].search([('name', '=', 'Own action')])
said['action'] = action.with_context(active_model='res.partner', active_id=partner.id).run()['res_model']
template = env['mail.template'].search([('name', '=', 'Own template')])
said['template'] = int(template._render_field('subject', complaint.ids)[complaint.id]) == len(complaint.stage_log_ids)
said['window'] = env['ir.actions.act_window'].search([('name', '=', 'Own window')]).context
said['part'] = env['ir.embedded.actions'].search([('name', '=', 'Own part')]).parent_res_model
print('SAID', [*said.items()])
"""
WANTED = {
    "links": (2, 2),
    "related": True,
    "others": ("arrows", "visit_ids", "lalisa.sop.transition"),
    "XML id": True,
    "switched off": ["own setting"],
    "complaint": ["x_arrow_ids", "fa-arrows", "own orders"],
    "sop": ["own page"],
    "lalisa_complaint.report_complaint": True,
    "lalisa_dispatch.report_incident": True,
    "action": "lalisa.stage.log",
    "template": True,
    "window": "{'search_default_event_ids': 1}",
    "part": "lalisa.stage.log",
}


def test_what_an_office_has_made_itself_goes_on_working(tmp_path, monkeypatch):
    release = earlier_releases()[-1]
    if not release.commit:
        pytest.skip(HERE.format(release.name))
    old = release.unpack(tmp_path)
    database = OldDatabase(f"lalisa_t_own_{release.commit[:8].lower().replace('.', '_')}", old)
    try:
        with monkeypatch.context() as patch:
            patch.setenv("LALISA_TEST_ADDONS", str(old))
            run_shell(database, MAKE)
        assert not find_complaints(database.upgrade(REPO / "addons"))
        said = run_shell(database, READ)
        assert f"SAID {[*WANTED.items()]}" in said, said
    finally:
        database.drop()
