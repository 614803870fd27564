{
    "name": "La-Lisa Intake in Oversight",
    "summary": "What citizens wrote and thought of it, among the figures of the oversight",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "website": "https://balangankab.go.id",
    "maintainers": ["La-Lisa Balangan"],
    "development_status": "Beta",
    "license": "LGPL-3",
    "depends": ["lalisa_intake", "lalisa_oversight"],
    "data": [],
    "auto_install": True,
}
