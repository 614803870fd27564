{
    "name": "La-Lisa",
    "summary": "All that an office of Satpol PP installs: complaints, their conversations, the office's own phone",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "application": True,
    "depends": [
        "lalisa_complaint",
        "lalisa_intake",
        "lalisa_staff_chat",
        "lalisa_whatsapp",
        "lalisa_telegram",
        "lalisa_whatsapp_manual",
    ],
    "data": [],
}
