{
    "name": "La-Lisa Oversight",
    "summary": "What the heads look at: dashboard, map, SOP performance, recap, scorecard and the morning summary",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_complaint", "lalisa_dispatch", "lalisa_register"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/cron_morning.xml",
        "views/visit_report_views.xml",
        "views/dashboard_views.xml",
        "views/map_views.xml",
        "views/morning_views.xml",
        "report/paper_period.xml",
        "views/menus.xml",
    ],
    "demo": ["demo/complaints.xml"],
    "assets": {
        "web.assets_unit_tests": ["lalisa_oversight/static/tests/hoot/**/*"],
        "web.assets_tests": ["lalisa_oversight/static/tests/tours/**/*"],
        "web.assets_backend": [
            "lalisa_oversight/static/src/dashboard/**/*",
            "lalisa_oversight/static/src/map/**/*",
        ],
    },
}
