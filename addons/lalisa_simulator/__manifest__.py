{
    "name": "La-Lisa Simulator",
    "summary": "A stand-in for WhatsApp: demo, training and tests without Meta; never in production",
    "version": "19.0.1.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_whatsapp"],
    "external_dependencies": {"python": ["requests"]},
    "data": [
        "security/ir.model.access.csv",
        "data/cron.xml",
        "views/phone_page.xml",
        "views/menus.xml",
    ],
    "demo": ["demo/channel.xml"],
}
