{
    "name": "La-Lisa Base",
    "summary": "What every part of La-Lisa stands on: the office's company, checked wizards, guarded addresses",
    "version": "19.0.2.0.0",
    "category": "Services/La-Lisa",
    "author": "La-Lisa Balangan",
    "license": "LGPL-3",
    "depends": ["mail", "auth_signup", "auth_password_policy"],
    "data": ["data/push_keys.xml"],
    "external_dependencies": {"python": ["requests"]},
    "post_init_hook": "post_init_hook",
}
