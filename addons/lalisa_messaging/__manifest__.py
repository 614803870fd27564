{
    "name": "La-Lisa Messaging",
    "summary": "Channels, conversations, a durable inbox and outbox: no message lost, doubled or reordered",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["lalisa_base", "mail"],
    "data": [
        "security/groups.xml",
        "security/ir.model.access.csv",
        "data/cron.xml",
        "views/channel_views.xml",
        "views/message_views.xml",
        "views/webhook_event_views.xml",
        "views/usage_views.xml",
        "views/menus.xml",
    ],
}
