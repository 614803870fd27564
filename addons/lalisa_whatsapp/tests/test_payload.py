import json

from odoo.tests import BaseCase, tagged

from odoo.addons.lalisa_messaging.tests.growth import growth

from ..tools import notices, payload, signature
from .common import ACCOUNT_ID, NUMBER_ID, SECRET, body, sign, text_message

HOSTILE = [
    b"",
    b"not json",
    b"null",
    b"[]",
    b"7",
    b"\xff\xfe{",
    b"[" * 100_000,
    b'{"a":' + b"9" * 5000 + b"}",
    b'{"object":"page"}',
    b'{"entry":{}}',
    b'{"entry":[{"changes":null}]}',
]


def explode(raw):
    return payload.explode_body(raw, NUMBER_ID, ACCOUNT_ID)


def parse(message, **more):
    [event] = explode(body(message, **more))
    return payload.parse_event(event.kind, event.payload)


@tagged("post_install", "-at_install")
class TestPayload(BaseCase):
    """Pure functions: bytes to events, an event to what it means."""

    def test_a_body_that_is_no_webhook_is_one_other_event(self):
        for raw in HOSTILE:
            with self.subTest(raw=raw[:30]):
                self.assertEqual([event.kind for event in explode(raw)], ["other"])

    def test_every_message_and_status_of_a_body_is_an_event(self):
        statuses = [{"id": "wamid.A", "status": "sent"}, {"id": "wamid.A", "status": "read"}]
        events = explode(body(text_message("wamid.1"), text_message("wamid.2"), statuses=statuses))
        self.assertEqual([event.kind for event in events], ["message", "message", "status", "status"])
        self.assertEqual(len({event.dedup_key for event in events}), 4)

    def test_every_entry_and_every_change_of_a_body_is_heard_in_its_order(self):
        one, two, three = (json.loads(body(text_message(f"wamid.{number}")))["entry"][0] for number in "123")
        both = {**two, "changes": two["changes"] + three["changes"]}
        events = explode(json.dumps({"object": "whatsapp_business_account", "entry": [one, both]}).encode())
        self.assertEqual([event.dedup_key for event in events], ["m:wamid.1", "m:wamid.2", "m:wamid.3"])

    def test_one_bad_message_loses_no_good_one(self):
        events = explode(body(text_message("wamid.1"), "bad", {"id": ""}, text_message("wamid.2")))
        self.assertEqual([e.kind for e in events if e.kind == "message"], ["message"] * 2)

    def test_a_message_for_another_number_is_not_ours(self):
        raw = body(text_message("wamid.1")).replace(NUMBER_ID.encode(), b"410099999999999")
        self.assertEqual([event.kind for event in explode(raw)], ["other"])

    def test_copies_have_the_same_key_whatever_their_time(self):
        keys = {
            explode(body(text_message("wamid.1", timestamp=moment)))[0].dedup_key
            for moment in ("1795480001", "1795480999", None)
        }
        self.assertEqual(len(keys), 1)

    def test_a_person_without_telephone_number_is_known_by_the_user_id(self):
        message = text_message("wamid.1", from_user_id="ID.100012345")
        del message["from"]
        parsed = parse(message)
        self.assertEqual((parsed.external_id, parsed.phone), ("ID.100012345", ""))

    def test_the_contact_is_found_by_id_and_not_by_position(self):
        contacts = [
            {"wa_id": "6281255501002", "profile": {"name": "Budi"}},
            {"wa_id": "6281255501001", "profile": {"name": "Siti"}},
        ]
        self.assertEqual(parse(text_message("wamid.1"), contacts=contacts).name, "Siti")

    def test_of_two_contact_blocks_that_name_a_sender_the_first_is_meant(self):
        contacts = [{"user_id": "ID.1", "profile": {"name": "Siti"}}, {"wa_id": "6281255501001"}]
        self.assertEqual(parse(text_message("wamid.1", from_user_id="ID.1"), contacts=contacts).name, "Siti")

    def test_twice_as_many_messages_with_their_contacts_take_about_twice_the_time(self):
        def explode_many(text):
            people = [f"62812{number:08d}" for number in range(len(text) // 100)]
            messages = [text_message(f"wamid.{person}", sender=person) for person in people]
            explode(body(*messages, contacts=[{"wa_id": person} for person in reversed(people)]))

        self.assertLess(growth(explode_many, "x", largest=800_000), 3)

    def test_a_lone_contact_block_of_one_sender_is_nobody_elses(self):
        contacts = [{"wa_id": "6281255501001", "user_id": "ID.1", "profile": {"name": "Siti"}}]
        mine, other = text_message("wamid.1"), text_message("wamid.2", sender="6281255501002")
        first, second = explode(body(mine, other, contacts=contacts))
        self.assertEqual(payload.parse_event("message", first.payload).name, "Siti")
        second = payload.parse_event("message", second.payload)
        self.assertEqual((second.name, second.alternative_id, second.external_id), ("", "", "6281255501002"))
        self.assertEqual(parse(other, contacts=contacts).name, "", "another number is another person")

    def test_a_number_that_differs_by_a_digit_in_the_contact_block_is_the_same_person(self):
        contacts = [{"wa_id": "551188880001", "user_id": "BR.1", "profile": {"name": "Ana"}}]
        parsed = parse(text_message("wamid.1", sender="5511988880001"), contacts=contacts)
        self.assertEqual((parsed.name, parsed.external_id, parsed.alternative_id), ("Ana", "5511988880001", "BR.1"))

    def test_a_number_is_the_same_person_however_it_is_written(self):
        for written in ("6281255501001", 6281255501001, "+62 812-5550-1001"):
            with self.subTest(written=written):
                [event] = explode(body(text_message("wamid.1", sender=written)))
                self.assertEqual(event.conversation_key, "6281255501001")
                self.assertEqual(payload.parse_event("message", event.payload).external_id, "6281255501001")
        for written in ("\u0666\u0662\u0668", "62" * 20, True, 6.2, "12 OR 1=1", [6281255501001]):
            with self.subTest(written=written):
                [event] = explode(body(text_message("wamid.1", sender=written)))
                self.assertEqual(event.kind, "other")

    def test_only_a_persons_ringing_is_a_call_of_theirs(self):
        call = {
            "id": "wacid.1",
            "from": "6281255501001",
            "event": "connect",
            "direction": "USER_INITIATED",
            "timestamp": "1795480001",
        }
        for change, wanted in (
            ({}, "call"),
            ({"event": "terminate"}, None),
            ({"direction": "BUSINESS_INITIATED"}, None),
            ({"id": None}, None),
            ({"from": None}, None),
        ):
            with self.subTest(change=change):
                raw = body(field="calls").replace(b'"statuses": []', f'"calls": [{json.dumps(call | change)}]'.encode())
                [event] = explode(raw)
                parsed = payload.parse_event(event.kind, event.payload)
                self.assertEqual(parsed and parsed.command, wanted)

    def test_half_a_place_is_none(self):
        for place in ({"latitude": -2.3}, {"latitude": -2.3, "longitude": 181}, {"latitude": 10**400, "longitude": 1}):
            with self.subTest(place=place):
                item = {"from": "6281255501001", "id": "wamid.1", "type": "location", "location": place}
                self.assertEqual((parse(item).latitude, parse(item).longitude), (None, None))

    def test_cards_and_orders_are_readable_lines(self):
        person = {"from": "6281255501001", "id": "wamid.1"}
        cards = [{"name": {"formatted_name": "Pak RT"}, "phones": [{"phone": "+62 811 222"}]}, {}, {"phones": [None]}]
        self.assertEqual(parse({**person, "type": "contacts", "contacts": cards}).body, "Pak RT +62 811 222")
        self.assertEqual(parse({**person, "type": "order", "order": {"text": "dua karung"}}).body, "dua karung")

    def test_an_edit_cannot_speak_for_somebody_else(self):
        inner = {"type": "text", "text": {"body": "x"}, "from": "6281255509999", "id": "wamid.0"}
        node = {"original_message_id": "wamid.0", "message": inner}
        edit = parse({"from": "6281255501001", "id": "wamid.1", "type": "edit", "edit": node})
        text = edit.if_unknown
        self.assertEqual((text.external_id, text.provider_message_id), ("6281255501001", "wamid.1"))

    def test_texts_that_are_none_become_text(self):
        for given, wanted in ((None, ""), (7, "7"), (["x"], ""), ("a\x00b", "ab"), ("a\ud800b", "ab")):
            with self.subTest(given=given):
                self.assertEqual(parse(text_message("wamid.1", text={"body": given})).body, wanted)

    def test_what_nobody_wrote_is_no_message(self):
        for kind in ("system", "text"):
            with self.subTest(kind=kind):
                item = {"from": "6281255501001", "id": "wamid.1", "type": kind}
                self.assertIsNone(parse(item))
        # an unknown type, a list for a node: somebody wrote, the operator shall see that
        for kind, node in (("hologram", {}), ("interactive", None), ("location", []), (["x"], None)):
            with self.subTest(kind=kind):
                item = {"from": "6281255501001", "id": "wamid.1", "type": kind, str(kind): node}
                self.assertEqual(parse(item).provider_message_id, "wamid.1")

    def test_edits_revocations_and_reactions_speak_of_an_older_message(self):
        person = {"from": "6281255501001", "id": "wamid.2", "timestamp": "1795480001"}
        inner = {"type": "text", "text": {"body": "di depan pasar"}}
        edit = parse({**person, "type": "edit", "edit": {"original_message_id": "wamid.1", "message": inner}})
        self.assertEqual((edit.change, edit.target_id, edit.body), ("edited", "wamid.1", "di depan pasar"))
        self.assertEqual(edit.if_unknown.body, "di depan pasar")
        revoke = parse({**person, "type": "revoke", "revoke": {"original_message_id": "wamid.1"}})
        self.assertEqual((revoke.change, revoke.target_id, revoke.if_unknown), ("revoked", "wamid.1", None))
        reaction = parse({**person, "type": "reaction", "reaction": {"message_id": "wamid.1"}})
        self.assertEqual((reaction.change, reaction.body), ("reaction", ""), "no emoji: taken back")

    def test_a_new_number_names_old_and_new_ids(self):
        node = {"type": "user_changed_number", "wa_id": "6281255509999", "user_id": "ID.2", "previous_user_id": "ID.1"}
        change = parse({"from": "6281255501001", "id": "wamid.2", "type": "system", "system": node})
        self.assertEqual(change.old_ids, ("ID.1", "6281255501001"))
        self.assertEqual((change.phone, change.user_id), ("6281255509999", "ID.2"))

    def test_a_file_that_the_provider_could_not_take_is_not_asked_for(self):
        errors = {"errors": [{"code": 131052}]}
        image = {"from": "6281255501001", "id": "wamid.1", "type": "image", "image": {"id": "10371"}}
        message = parse({**image, **errors})
        self.assertEqual((message.media_ref, parse(image).media_ref), ("", "10371"))
        self.assertIn("lebih kecil", message.media_error)

    def test_a_ban_stops_the_queue_and_a_paused_template_is_an_alarm(self):
        ban = notices.parse_notice(
            "account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}
        )
        self.assertTrue(ban.alarm and ban.pause)
        template = {"event": "PAUSED", "message_template_name": "kabar", "message_template_language": "id"}
        paused = notices.parse_notice("message_template_status_update", template)
        self.assertTrue(paused.alarm and not paused.pause)
        self.assertFalse(
            notices.parse_notice("message_template_status_update", {**template, "event": "APPROVED"}).alarm
        )
        for field in (*notices.FIELDS, "errors", "x", None):
            notices.parse_notice(field, {"ban_info": [], "errors": "x"})

    def test_what_changes_the_price_or_the_quality_of_a_template_is_told(self):
        named = {"message_template_name": "kabar", "message_template_language": "id"}
        costly = notices.parse_notice("template_category_update", {**named, "new_category": "MARKETING"})
        self.assertTrue(costly.alarm and costly.template["category"] == "MARKETING")
        for score, alarm in (("RED", True), ("GREEN", False)):
            told = notices.parse_notice("message_template_quality_update", {**named, "new_quality_score": score})
            self.assertEqual((told.alarm, told.template["quality"]), (alarm, score))

    def test_times_out_of_range_are_no_time(self):
        for given in (None, "-5", "9" * 30, "x", [], "0"):
            with self.subTest(given=given):
                self.assertIsNone(parse(text_message("wamid.1", timestamp=given)).occurred_at)
        self.assertTrue(parse(text_message("wamid.1", timestamp=1795480001)).occurred_at)

    def test_the_number_that_a_person_hands_over_is_theirs_and_a_card_of_another_is_not(self):
        for origin, wanted in (("contact_request", "+62812555"), ("other", ""), (None, "")):
            with self.subTest(origin=origin):
                cards = [{"origin": origin, "phones": [{"phone": "+62 812-555"}]}]
                message = text_message("wamid.1", type="contacts", contacts=cards, from_user_id="ID.100012345")
                del message["from"]
                self.assertEqual(parse(message).phone, wanted)

    def test_only_digits_of_a_media_id_are_used(self):
        image = {"from": "6281255501001", "id": "wamid.1", "type": "image"}
        self.assertEqual(parse({**image, "image": {"id": "10371"}}).media_ref, "10371")
        for bad in ("../1", "1/2", None, {}):
            with self.subTest(bad=bad):
                self.assertEqual(parse({**image, "image": {"id": bad}}).media_ref, "")

    def test_a_failed_status_without_errors_is_still_failed(self):
        [event] = explode(body(statuses=[{"id": "wamid.A", "status": "failed"}]))
        self.assertEqual(payload.parse_event(event.kind, event.payload).state, "failed")

    def test_events_can_be_stored_as_json(self):
        for event in explode(body(text_message("wamid.1", "x\x00\ud800"))):
            self.assertNotIn("\\u0000", json.dumps(event.payload))


@tagged("post_install", "-at_install")
class TestSignature(BaseCase):
    def test_only_the_right_secret_over_the_same_bytes_is_valid(self):
        raw = b'{"a":"\\u00e9"}'
        self.assertTrue(signature.is_valid(SECRET, raw, sign(raw)))
        for secret, given, header in (
            (SECRET, raw + b" ", sign(raw)),
            ("lain", raw, sign(raw)),
            ("", raw, sign(raw, "")),
            (SECRET, raw, None),
            (SECRET, raw, ""),
            (SECRET, raw, "sha256=é"),
            (SECRET, raw, sign(raw).removeprefix("sha256=")),
        ):
            with self.subTest(secret=secret, header=header):
                self.assertFalse(signature.is_valid(secret, given, header))
