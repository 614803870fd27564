{
    "name": "La-Lisa Telegram",
    "summary": "Citizens write to the office through a Telegram bot",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "website": "https://balangankab.go.id",
    "maintainers": ["La-Lisa Balangan"],
    "development_status": "Beta",
    "license": "LGPL-3",
    "depends": ["lalisa_messaging"],
    "external_dependencies": {"python": ["python-telegram-bot"]},
    "data": ["views/channel_views.xml"],
}
