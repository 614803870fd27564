{
    "name": "Reports printed by WeasyPrint",
    "summary": "A PDF engine that any report action can choose; the others stay as they are",
    "version": "19.0.2.0.0",
    "category": "Technical",
    "website": "https://balangankab.go.id",
    "maintainers": ["La-Lisa Balangan"],
    "development_status": "Beta",
    "license": "LGPL-3",
    "author": "La-Lisa Balangan",
    "depends": ["web"],
    "external_dependencies": {"python": ["weasyprint"]},
    "data": [
        "views/paper_templates.xml",
        "views/ir_actions_report_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["report_weasyprint/static/src/engine/**/*"],
        "web.assets_unit_tests": ["report_weasyprint/static/tests/**/*.test.js"],
    },
}
