{
    "name": "La-Lisa Register",
    "summary": "The register that nobody changes unseen, closed each month, and papers that can be checked",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_complaint", "lalisa_dispatch"],
    "data": [
        "security/ir.model.access.csv",
        "security/rules.xml",
        "data/register.xml",
        "views/register_views.xml",
        "views/period_paper_views.xml",
        "views/paper_check_page.xml",
    ],
    "post_init_hook": "post_init_hook",
    "uninstall_hook": "uninstall_hook",
}
