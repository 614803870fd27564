{
    "name": "La-Lisa WhatsApp (manual)",
    "summary": "Day one without the Cloud API: chats are pasted or imported, notices sent from the office's own phone",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_intake"],
    "data": [
        "security/ir.model.access.csv",
        "data/reasons.xml",
        "views/message_views.xml",
        "views/manual_entry_views.xml",
        "views/chat_import_views.xml",
        "views/channel_views.xml",
        "views/menus.xml",
    ],
    "demo": ["demo/channel.xml"],
}
