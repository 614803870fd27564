"""An administrator connects WhatsApp on the channel's screen; Meta is the simulator, asked over HTTP."""

import pytest

from tests.processes import Refused, until


@pytest.fixture
def administrator(office):
    return office.login("lalisa_admin")


@pytest.fixture
def channel(administrator):
    return administrator.call("lalisa.channel", "search", [["driver", "=", "whatsapp"]])


def read_told(answer):
    return answer["params"]["type"], answer["params"]["message"]


def test_the_test_button_says_who_gets_the_webhooks_and_subscribing_changes_it(administrator, channel):
    kind, words = read_told(administrator.call("lalisa.channel", "action_test_connection", channel))
    assert kind == "warning" and "15550100200" in words
    assert read_told(administrator.call("lalisa.channel", "action_subscribe_whatsapp", channel))[0] == "success"
    kind, words = read_told(administrator.call("lalisa.channel", "action_test_connection", channel))
    assert kind == "success" and "15550100200" in words
    [shown] = administrator.call(
        "lalisa.channel",
        "read",
        channel,
        [
            "tested_at",
            "whatsapp_quality",
            "whatsapp_subscribed",
            "whatsapp_secrets_kept",
            "whatsapp_access_token",
            "webhook_url",
        ],
    )
    assert shown["tested_at"] and shown["whatsapp_quality"] and shown["whatsapp_subscribed"]
    assert shown["whatsapp_secrets_kept"] and shown["whatsapp_access_token"] is False
    assert shown["webhook_url"].endswith("/lalisa/webhook/whatsapp/demo-whatsapp")


def test_a_template_is_written_previewed_handed_in_and_approved(office, administrator, channel):
    [template] = administrator.call(
        "lalisa.whatsapp.template",
        "create",
        [
            {
                "channel_id": channel[0],
                "name": "kabar_uji",
                "language": "id",
                "body": "Aduan {{1}} kini {{2}}.",
            }
        ],
    )
    [draft] = administrator.call("lalisa.whatsapp.template", "read", [template], ["preview", "places", "status"])
    assert draft["preview"] == "Aduan LL-26-0042 kini sedang diproses."
    assert (draft["places"], draft["status"]) == (2, "DRAFT")
    administrator.call("lalisa.whatsapp.template", "action_submit", [template])
    status = "SELECT status FROM lalisa_whatsapp_template WHERE id = %s"
    until(lambda: office.database.value(status, template) == "APPROVED", 60)
    kind, words = read_told(administrator.call("lalisa.channel", "action_sync_templates", channel))
    assert kind == "success" and words[0].isdigit()
    assert office.database.value(status, template) == "APPROVED"


def test_a_token_that_meta_refuses_is_a_sentence_with_what_to_do(administrator, channel):
    [new] = administrator.call("lalisa.channel", "copy", channel, {"name": "Salah"})
    administrator.call("lalisa.channel", "write", [new], {"whatsapp_access_token": "salah"})
    with pytest.raises(Refused, match="token"):
        administrator.call("lalisa.channel", "action_test_connection", [new])
