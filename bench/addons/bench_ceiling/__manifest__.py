{
    "name": "Bench: the ceiling",
    "summary": "The least that a route of Odoo can do which keeps what it is given",
    "version": "19.0.1.0.0",
    "author": "La-Lisa",
    "license": "LGPL-3",
    "depends": ["web"],
    "data": ["security/ir.model.access.csv"],
}
