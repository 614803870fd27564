{
    "name": "La-Lisa Simulator",
    "summary": "A stand-in for WhatsApp and Telegram: demo, training and tests without either; never in production",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_whatsapp", "lalisa_telegram"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
        "data/cron.xml",
        "views/phone_page.xml",
        "views/menus.xml",
    ],
    "demo": ["demo/channel.xml"],
}
