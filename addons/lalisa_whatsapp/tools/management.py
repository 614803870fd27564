"""Calls to the Graph API about the account itself: its number, its subscription, its templates. No records."""

import re
from dataclasses import dataclass, field

import requests

from . import error_codes

SECONDS = 15
NUMBER_FIELDS = "verified_name,display_phone_number,quality_rating,status,throughput"
TEMPLATE_FIELDS = "id,name,language,status,category,components,parameter_format,rejected_reason,quality_score"
MAX_PAGES = 50
PLACE = re.compile(r"\{\{(\d+)\}\}")


class Refused(Exception):
    """What Meta answers instead of a result, as a sentence for the administrator."""


@dataclass(frozen=True)
class Account:
    """Where to ask and with what right.

    :param base: the API's address with its version, without a slash at its end
    """

    base: str
    token: str = field(repr=False)
    number_id: str = ""
    account_id: str = ""


def get_number(account: Account) -> dict:
    """Return the number's own data: the shortest proof that number and token fit.

    :raises Refused:
    """
    return _ask_meta(account, "GET", account.number_id, params={"fields": NUMBER_FIELDS})


def subscribe_app(account: Account) -> None:
    """Ask Meta to send the account's webhooks to the app; without it nothing comes.

    :raises Refused:
    """
    _ask_meta(account, "POST", f"{account.account_id}/subscribed_apps")


def get_subscriptions(account: Account) -> list[str]:
    """Return the names of the apps that get the account's webhooks.

    :raises Refused:
    """
    found = _ask_meta(account, "GET", f"{account.account_id}/subscribed_apps").get("data") or []
    return [app.get("whatsapp_business_api_data", {}).get("name", "") for app in found if isinstance(app, dict)]


def get_templates(account: Account) -> list[dict]:
    """Return all message templates of the account.

    :return: list of Meta's own dicts
    :raises Refused:
    """
    found, after = [], None
    for _page in range(MAX_PAGES):
        given = {"fields": TEMPLATE_FIELDS, "limit": 100, **({"after": after} if after else {})}
        page = _ask_meta(account, "GET", f"{account.account_id}/message_templates", params=given)
        found += [one for one in page.get("data") or [] if isinstance(one, dict)]
        # Only the cursor is taken from the answer: an address in it could lead the token elsewhere.
        paging = page.get("paging") or {}
        after = (paging.get("cursors") or {}).get("after") if paging.get("next") else None
        if not after:
            break
    return found


def submit_template(
    account: Account, name: str, language: str, category: str, body: str, examples: list[str]
) -> tuple[str, str]:
    """Hand a template in for approval.

    :param body: text with {{1}}, {{2}}, …
    :param examples: one text for each of them
    :return: (its id, its status)
    :raises Refused:
    """
    component = {"type": "BODY", "text": body}
    if examples:
        component["example"] = {"body_text": [examples]}
    answer = _ask_meta(
        account,
        "POST",
        f"{account.account_id}/message_templates",
        json={
            "name": name,
            "language": language,
            "category": category,
            "components": [component],
        },
    )
    return str(answer.get("id") or ""), str(answer.get("status") or "PENDING")


def count_places(body: str) -> int:
    """Return how many values a template's text takes.

    :raises ValueError: its places are not numbered 1, 2, 3 without a gap
    """
    numbers = [int(found) for found in PLACE.findall(body or "")]
    if set(numbers) != set(range(1, len(set(numbers)) + 1)):
        raise ValueError("places are numbered from 1 without a gap")
    return len(set(numbers))


def fill_template(body: str, values: list[str]) -> str:
    """Return the text as the person would read it; a place without a value stays as it is."""
    return PLACE.sub(lambda found: dict(enumerate(values, 1)).get(int(found.group(1)), found.group()), body or "")


def _ask_meta(account, method, path, **content):
    try:
        answer = requests.request(
            method,
            f"{account.base}/{path}",
            headers={"Authorization": f"Bearer {account.token}"},
            timeout=SECONDS,
            allow_redirects=False,
            **content,
        )
        body = answer.json()
    except (requests.RequestException, ValueError):
        raise Refused("WhatsApp tidak dapat dihubungi; periksa jaringan server.") from None
    body = body if isinstance(body, dict) else {}
    if not answer.ok:
        error = body.get("error") if isinstance(body.get("error"), dict) else {}
        raise Refused(_format_refusal(error))
    return body


def _format_refusal(error):
    code, details = error.get("code"), error.get("error_user_msg") or (error.get("error_data") or {}).get("details")
    if code == 100:
        known = "ID nomor atau ID akun tidak dikenal, atau token tidak berhak atasnya; periksa ketiganya."
    else:
        known = error_codes.get_reason(code)
    return f"{known} ({str(details)[:200]})" if details else known
