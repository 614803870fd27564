"""The rule on reporters is a row that updates leave alone: those tied to no complaint are their maker's only."""

OLD = "[('protected', '=', False)]"
NEW = "[('protected', '=', False), '|', ('complaint_ids', '!=', False), ('create_uid', '=', user.id)]"


def migrate(cr, version):
    """Put the narrower rule in place of the one that 1.1.0 came with; a rule that the office changed stays."""
    cr.execute(
        """UPDATE ir_rule SET domain_force = %s WHERE domain_force = %s AND id IN (
               SELECT res_id FROM ir_model_data
               WHERE module = 'lalisa_complaint' AND name = 'rule_reporter_open' AND model = 'ir.rule')""",
        (NEW, OLD),
    )
