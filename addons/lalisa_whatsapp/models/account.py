from ..tools import management


def build_account(channel):
    """Return where and with what right to ask Meta about a number.

    :param channel: a `lalisa.channel` of WhatsApp
    :return: `management.Account`
    """
    return management.Account(
        f"{channel._get_api_base_url()}/{channel.whatsapp_version}",
        channel._get_secret("access_token") or "",
        channel.whatsapp_phone_number_id or "",
        channel.whatsapp_waba_id or "",
    )
