"""Words that exist nowhere else, planted where the office keeps what is not for everyone, and who may read each."""

from tests.processes import post_webhook, text_body, until
from tests.security.office import LETTERS

LOGINS = {login: letter for login, letter in LETTERS.items() if login != "warga_portal"}
# What is planted, and the letters of those who may come upon it without asking for it by name.
SEEN_BY = {
    # The person: of an ordinary complaint for those who work it; of all others nobody, except by `action_reveal`.
    "namaterbukaqx": "osdh",
    "alamatterbukaqx": "osdh",
    "0811000111": "osdh",
    "namarahasiaqx": "",
    "alamatrahasiaqx": "",
    "0811000222": "",
    "namaanonimqx": "",
    "alamatanonimqx": "",
    "namaanggotaqx": "",
    "alamatanggotaqx": "",
    "namatertutupqx": "osdh",
    # The citizen's own words: the operator's and the administrator's inbox, and the panel beside the case.
    "pesanwargaqx": "osdha",
    # WhatsApp's profile name becomes the unconfirmed name of the reporter of an open complaint.
    "profilwargaqx": "osdha",
    "berkaswargaqx": "oa",
    # The case: everybody who works complaints, not the team.
    "ringkasanrahasiaqx": "osdha",
    "ringkasantertutupqx": "osdha",
    "tempatbelumpastiqx": "osdha",
    # About a member of the agency: the head alone.
    "ringkasananggotaqx": "h",
    "konsepanggotaqx": "h",
    "catatananggotaqx": "h",
    # What is written for the team reaches the team.
    "faktaregurx": "osdtha",
    "temuanregurx": "osdth",
}
PLANT = '''
complaint = env['lalisa.complaint'].search([('number', '=', {member!r})])
kepala = env['res.users'].search([('login', '=', 'kepala')])
complaint.with_user(kepala).brief = 'konsepanggotaqx'
complaint.with_user(kepala).message_post(body='catatananggotaqx')
message = env['lalisa.message'].search([('body', 'ilike', 'pesanwargaqx')], limit=1)
env['ir.attachment'].create({{
    'name': 'berkas.txt', 'raw': b'berkaswargaqx', 'res_model': 'lalisa.message', 'res_id': message.id}})
env['mail.push.device'].sudo().get_web_push_vapid_public_key()
env.cr.execute("""
    CREATE TABLE pushed (payload text);
    CREATE FUNCTION keep_push() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO pushed VALUES (NEW.payload); RETURN NEW; END';
    CREATE TRIGGER keep_push BEFORE INSERT ON mail_push FOR EACH ROW EXECUTE FUNCTION keep_push();
""")
for user in env['res.users'].search([('login', 'in', {logins!r})]):
    env['mail.push.device'].create({{
        'partner_id': user.partner_id.id, 'endpoint': 'https://push.invalid/' + user.login,
        'keys': '{{"p256dh": "x", "auth": "y"}}'}})
env.cr.commit()
'''
CASES = (
    {"summary": "Aduan terbuka", "who": "terbuka", "phone": "0811000111"},
    {
        "summary": "ringkasanrahasiaqx",
        "who": "rahasia",
        "phone": "0811000222",
        "confidentiality": "secret",
        "location_text": "tempatbelumpastiqx",
    },
    {"summary": "Aduan anonim", "who": "anonim", "confidentiality": "anonymous"},
    {"summary": "ringkasananggotaqx", "who": "anggota", "category": "PEL"},
    {"summary": "ringkasantertutupqx", "who": "tertutup", "category": "MIR", "confidentiality": "open"},
)


def plant_words(server):
    """Write the words as those do who bring them.

    :return: {login: the person's client}
    """
    database = server.database
    people = {login: server.login(login) for login in LOGINS}
    numbers = [_type_words(people["operator"], database, **case) for case in CASES]
    assert post_webhook(server, text_body("Ada keributan di terminal", "6281299900011", name="profilwargaqx")) == 200
    until(lambda: database.rows("SELECT 1 FROM lalisa_complaint WHERE summary = 'Ada keributan di terminal'"))
    assert post_webhook(server, text_body("Tambahan: pesanwargaqx", "6281299900011", name="profilwargaqx")) == 200
    until(lambda: database.rows("SELECT 1 FROM lalisa_message WHERE body LIKE '%%pesanwargaqx%%'"))
    server.shell(PLANT.format(member=numbers[3], logins=list(LOGINS)))
    _dispatch_case(people, database, numbers[1])
    return people


def _type_words(operator, database, who, category=None, phone=False, **values):
    reporter = operator.call(
        "lalisa.reporter",
        "create",
        [{"name": f"nama{who}qx", "address": f"alamat{who}qx", "phone": phone}],
    )[0]
    if category:
        values["category_id"] = operator.call("lalisa.category", "search", [["code", "=", category]])[0]
    created = operator.call("lalisa.complaint", "create", [{**values, "reporter_id": reporter}])
    return database.value("SELECT number FROM lalisa_complaint WHERE id = %s", created[0])


def _dispatch_case(people, database, number):
    """Carries the secret case to the team and lets the team write."""
    case = database.value("SELECT id FROM lalisa_complaint WHERE number = %s", number)
    operator, kasi, kabid, team = (people[login] for login in ("operator", "kasi", "kabid", "trc"))
    category = operator.call("lalisa.category", "search", [["code", "=", "TRN"]])[0]
    checks = operator.call("lalisa.complaint.check", "search", [["complaint_id", "=", case]])
    operator.call("lalisa.complaint.check", "write", checks, {"done": True})
    operator.call("lalisa.complaint", "write", [case], {"category_id": category, "confidentiality": "secret"})
    operator.call("lalisa.complaint", "action_advance", [case])
    kasi.call("lalisa.complaint", "write", [case], {"brief": "faktaregurx"})
    kasi.call("lalisa.complaint", "action_advance", [case])
    kabid.call("lalisa.complaint", "write", [case], {"check_source": "village", "check_finding": "Benar."})
    kabid.call("lalisa.complaint", "action_advance", [case])
    regu = kabid.call("lalisa.team", "search", [["name", "=", "Regu 1"]])[0]
    order = kabid.call("lalisa.dispatch", "create", [{"complaint_id": case, "team_id": regu}])[0]
    for step in ("action_depart", "action_arrive", "action_act"):
        team.call("lalisa.dispatch", step, [order])
    team.call("lalisa.dispatch", "write", [order], {"findings": "temuanregurx"})


def find_wrong(found):
    """Compare who found each word with SEEN_BY.

    :param found: {login: what the person was answered, as text}
    :return: {word: who finds it instead of whom}
    """
    letters = {word: "".join(LOGINS[login] for login in LOGINS if word in found[login]) for word in SEEN_BY}
    return {
        word: f"{letters[word] or 'nobody'} instead of {SEEN_BY[word] or 'nobody'}"
        for word in SEEN_BY
        if not set(letters[word]) <= set(SEEN_BY[word])
    }


def find_missing(found, words):
    """List the words that a role should find and does not: then nothing was read.

    :return: [(word, login)]
    """
    return [
        (word, login)
        for word in words
        for login, letter in LOGINS.items()
        if letter in SEEN_BY[word] and word not in found[login]
    ]
