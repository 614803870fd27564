{
    "name": "La-Lisa WhatsApp",
    "summary": "Citizens write to the office through Meta's WhatsApp Cloud API",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "website": "https://balangankab.go.id",
    "maintainers": ["La-Lisa Balangan"],
    "development_status": "Beta",
    "license": "LGPL-3",
    "depends": ["lalisa_messaging"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
        "views/template_views.xml",
        "views/channel_views.xml",
    ],
}
