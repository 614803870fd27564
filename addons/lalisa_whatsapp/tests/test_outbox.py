from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.lalisa_messaging.tools import retry

from ..tools import cloud_api
from .common import Provider, WhatsappCase, body, refusal, text_message


@tagged("post_install", "-at_install")
class TestOutbox(WhatsappCase):
    """The real sender over real HTTP; only the provider's address is ours."""

    def setUp(self):
        super().setUp()
        self.provider = Provider()
        self.addCleanup(self.provider.close)
        address = patch.object(type(self.channel), "_get_api_base_url", lambda channel: self.provider.url)
        address.start()
        self.addCleanup(address.stop)
        now = str(int(fields.Datetime.now().timestamp()))
        self.post(body(text_message("wamid.in", timestamp=now)))
        self.drain()
        self.conversation = self.inbound().conversation_id
        self.conversation.last_inbound_at = fields.Datetime.now()

    def send(self, *answers, **queue):
        self.provider.answers = list(answers)
        message = self.conversation._queue_message("Aduan diterima.", **queue)
        self.drain()
        return message

    def status(self, message, state, **more):
        self.post(
            body(
                statuses=[
                    {
                        "id": message.provider_message_id or "wamid.late",
                        "status": state,
                        "biz_opaque_callback_data": message.client_ref,
                        **more,
                    }
                ]
            )
        )
        self.drain()

    def test_an_accepted_message_is_sent_once_and_carries_our_reference(self):
        message = self.send()
        self.assertEqual((message.state, message.provider_message_id), ("sent", "wamid.out1"))
        self.drain()
        [posted] = self.provider.bodies
        self.assertEqual(posted["biz_opaque_callback_data"], message.client_ref)
        self.assertEqual(posted["to"], "6281255501001")

    def test_states_only_move_forward(self):
        message = self.send()
        for state, wanted in (("read", "read"), ("delivered", "read"), ("sent", "read"), ("failed", "read")):
            self.status(message, state)
            self.assertEqual(message.state, wanted)

    def test_who_cannot_be_reached_is_marked_until_something_is_delivered_again(self):
        message = self.send()
        self.status(message, "failed", errors=[{"code": 131026}])
        self.assertTrue(self.conversation.contact_id.unreachable)
        self.status(message, "delivered")
        self.assertFalse(self.conversation.contact_id.unreachable)

    def test_who_stops_messages_at_whatsapp_is_sent_no_notices_by_us(self):
        self.status(self.send(), "failed", errors=[{"code": 131050}])
        self.assertTrue(self.conversation.contact_id.opted_out_at)
        self.assertEqual(self.send(unasked="urgent").state, "cancelled")

    def test_a_template_that_does_not_fit_is_one_task_of_the_administrator_however_many_messages_it_fails(self):
        for _one in range(2):
            self.status(self.send(), "failed", errors=[{"code": 132001}])
        self.assertEqual(len(self.channel.activity_ids), 1)
        self.send(refusal(132001, 404))
        self.assertEqual(len(self.channel.activity_ids), 1)

    def test_a_delivery_overrules_a_failure(self):
        message = self.send()
        self.status(message, "failed", errors=[{"code": 131026}])
        self.assertEqual(message.state, "failed")
        self.status(message, "delivered")
        self.assertEqual(message.state, "delivered")

    def test_a_server_error_is_tried_again_later_and_holds_the_next_message(self):
        message = self.send(refusal(131016, 503))
        self.assertEqual((message.state, message.failure_type), ("queued", "temporary"))
        self.assertGreater(message.next_attempt_at, fields.Datetime.now())
        self.conversation._queue_message("Yang kedua.")
        self.drain()
        self.assertEqual(len(self.provider.bodies), 1, "order is kept")
        message.next_attempt_at = False
        self.drain()
        texts = [posted["text"]["body"] for posted in self.provider.bodies]
        self.assertEqual(texts, ["Aduan diterima.", "Aduan diterima.", "Yang kedua."])

    def other_person(self):
        now = str(int(fields.Datetime.now().timestamp()))
        self.post(body(text_message("wamid.in2", sender="6281255501002", timestamp=now)))
        self.drain()
        return self.inbound()[-1:].conversation_id

    def test_the_limit_for_one_person_holds_that_person_alone_and_never_gives_up(self):
        other = self.other_person()
        # As often as it is asked: on a slow machine the next attempt may be due before the drain has ended.
        message = self.send(*[refusal(131056)] * 20)
        self.assertEqual(message.state, "queued")
        message.next_attempt_at, self.provider.answers = fields.Datetime.now() + timedelta(hours=1), []
        answered = other._queue_message("Untuk orang lain.")
        self.drain()
        self.assertEqual(answered.state, "sent")
        for _attempt in range(7):
            message.next_attempt_at = False
            self.provider.answers = [refusal(131056)] * 20
            self.drain()
        self.assertEqual(message.state, "queued")
        self.assertGreater(message.next_attempt_at, fields.Datetime.now() + timedelta(minutes=10))

    @patch.object(retry, "STEPS", (600,) * 5)
    def test_the_limit_for_the_account_holds_everybody(self):
        other = self.other_person()
        for refused in (refusal(130429), refusal(80007), (429, b"")):
            message = self.send(refused)
            self.assertEqual((message.state, message.failure_type), ("queued", "temporary"))
            waiting = other._queue_message("Untuk orang lain.")
            self.drain()
            self.assertEqual(waiting.state, "queued")
            self.env["lalisa.rate.limit"].search([]).unlink()
            message.next_attempt_at = False
            self.drain()
            self.assertEqual((message.state, waiting.state), ("sent", "sent"))

    def test_a_window_that_the_provider_calls_closed_sends_the_template_instead_once(self):
        template = {"name": "kabar", "language": "id", "params": ["LL-26-0001"]}
        message = self.send(refusal(131047), template=template)
        self.drain()
        self.assertEqual(message.state, "sent")
        self.assertEqual([posted["type"] for posted in self.provider.bodies], ["text", "template"])
        self.assertFalse(self.conversation.window_open)
        self.post(body(text_message("wamid.again", timestamp=str(int(fields.Datetime.now().timestamp())))))
        self.drain()
        self.conversation.invalidate_recordset()
        self.assertTrue(self.conversation.window_open, "the person has written again")

    def test_a_status_that_calls_the_window_closed_sends_the_template_too(self):
        template = {"name": "kabar", "language": "id", "params": ["LL-26-0001"]}
        message = self.send(template=template)
        self.status(message, "failed", errors=[{"code": 131047}])
        self.assertEqual((message.state, self.provider.bodies[-1]["type"]), ("sent", "template"))
        self.status(message, "failed", errors=[{"code": 131047}])
        self.assertEqual((message.state, len(self.provider.bodies)), ("failed", 2))

    def test_a_refused_token_pauses_the_channel_and_keeps_the_queue(self):
        message = self.send(refusal(190, 401))
        self.assertEqual((message.state, message.attempts), ("queued", 0))
        self.assertEqual(self.channel.state, "paused")
        self.assertTrue(self.channel.pause_reason)
        self.channel.action_activate()
        self.drain()
        self.assertEqual(message.state, "sent")

    def test_a_closed_window_is_a_failure_of_its_own(self):
        self.assertEqual(self.send(refusal(131047)).failure_type, "window")

    def test_outside_the_window_only_the_template_goes(self):
        self.conversation.last_inbound_at = fields.Datetime.now() - timedelta(hours=25)
        self.assertEqual(self.send().failure_type, "window")
        self.assertFalse(self.provider.bodies)
        template = {"name": "kabar", "language": "id", "params": ["LL-26-0001"]}
        self.assertEqual(self.send(template=template).state, "sent")
        self.assertEqual(self.provider.bodies[0]["type"], "template")

    def test_an_undeliverable_message_is_not_tried_again(self):
        message = self.send(refusal(131026))
        self.drain()
        self.assertEqual((message.state, len(self.provider.bodies)), ("failed", 1))

    def test_a_lost_answer_is_never_sent_again_and_a_status_settles_it(self):
        message = self.send(lambda handler: handler.connection.close())
        self.assertEqual(message.state, "uncertain")
        self.drain()
        self.assertEqual(len(self.provider.bodies), 1)
        self.status(message, "delivered")
        self.assertEqual((message.state, message.provider_message_id), ("delivered", "wamid.late"))

    def test_a_sender_that_breaks_leaves_no_message_behind(self):
        with (
            patch.object(cloud_api, "judge_answer", side_effect=RuntimeError),
            self.assertLogs("odoo.addons.lalisa_messaging", "ERROR"),
        ):
            self.assertEqual(self.send().state, "uncertain")

    def test_a_provider_that_cannot_be_reached_is_tried_again(self):
        self.provider.close()
        message = self.send()
        self.assertEqual((message.state, message.failure_type), ("queued", "temporary"))

    def test_a_lease_that_ran_out_is_uncertain_and_not_sent(self):
        message = self.conversation._queue_message("Aduan diterima.")
        message.write({"state": "sending", "lease_until": "2020-01-01 00:00:00"})
        self.drain()
        self.assertEqual((message.state, self.provider.bodies), ("uncertain", []))

    def test_an_answer_that_comes_after_its_status_changes_nothing(self):
        message = self.conversation._queue_message("Aduan diterima.")
        message.write({"state": "delivered", "provider_message_id": "wamid.fast"})
        request = self.channel._get_driver()._prepare_request(self.channel, message)
        self.provider.answers = [refusal(131016, 500)]
        message._apply_results([cloud_api.send_request(request)])
        self.assertEqual(message.state, "delivered")
