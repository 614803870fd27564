from odoo import models


class LalisaChatActionDispatch(models.AbstractModel):
    """What the team in the field does from a chat: its steps, and its report question by question."""

    _name = "lalisa.chat.action.dispatch"
    _description = "Acts on an order in a chat"

    def _get_dispatch(self):
        """Return the order with the rights of the button's user."""
        return self._as_user(self.dispatch_id)

    def _do_depart(self, link, _text):
        self._get_dispatch().action_depart()
        link._show_record(self.dispatch_id)

    def _do_arrive(self, link, _text):
        self._get_dispatch().action_arrive()
        link._show_record(self.dispatch_id)

    def _do_act(self, link, _text):
        self._get_dispatch().action_act()
        link._show_record(self.dispatch_id)

    # -- the report -----------------------------------------------------------------------------

    def _do_report(self, link, _text):
        """Ask for the next thing that the report lacks; when nothing is lacking, show all of it to be declared."""
        dispatch = self._get_dispatch()
        if not dispatch.findings:
            return self._do_findings(link, _text)
        if not dispatch.actions_taken:
            return self._do_actions(link, _text)
        if not dispatch.outcome:
            return self._do_outcome(link, _text)
        offers = [
            ("declare", link.env._("I declare it and file"), dispatch, {}),
            ("findings", link.env._("Change the findings"), dispatch, {}),
            ("actions", link.env._("Change the actions"), dispatch, {}),
            ("outcome", link.env._("Change the outcome"), dispatch, {}),
        ]
        link._send_to_account(
            "\n".join(
                [
                    link.env._("Report on %s", dispatch.number),
                    *dispatch._list_chat_report(),
                    link.env._(
                        "Declaration: the report and its photos are from the spot, not staged and not generated."
                    ),
                ]
            ),
            buttons=self._create_buttons(link, offers),
        )
        return None

    def _do_findings(self, link, _text):
        link._ask_for_words(
            link.env._("What did you find at the place? Please write it. BATAL stops this."),
            "write",
            self.dispatch_id,
            field="findings",
        )

    def _do_actions(self, link, _text):
        link._ask_for_words(
            link.env._("What did you do? Please write it. BATAL stops this."),
            "write",
            self.dispatch_id,
            field="actions_taken",
        )

    def _do_outcome(self, link, _text):
        outcomes = self._get_dispatch()._fields["outcome"]._description_selection(link.env)
        offers = [("write", title, self.dispatch_id, {"field": "outcome", "value": value}) for value, title in outcomes]
        link._send_to_account(link.env._("How did it end?"), buttons=self._create_buttons(link, offers))

    def _do_write(self, link, text):
        """Write one part of the report and ask for the next."""
        self._get_dispatch().write({self.params["field"]: self.params.get("value") or text})
        self._do_report(link, "")

    def _do_declare(self, link, _text):
        """Declare and file the report with one press of the leader, after the whole report was shown."""
        dispatch = self._get_dispatch()
        dispatch.declaration = True
        dispatch.action_report()
        link._show_record(dispatch, link.env._("The report on %s is filed. Thank you.", dispatch.number))
