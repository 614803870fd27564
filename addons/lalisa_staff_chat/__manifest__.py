{
    "name": "La-Lisa Staff Chat",
    "summary": "Staff get their turn in their own chat program and act from there, with their own rights",
    "version": "19.0.1.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_intake", "lalisa_complaint", "lalisa_messaging"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/cron.xml",
        "views/staff_link_wizard_views.xml",
        "views/staff_link_views.xml",
        "views/res_users_views.xml",
        "views/dispatch_views.xml",
        "views/menus.xml",
    ],
}
