"""An office on a Debian of the test's own: Cara 2 as its documents have it, its units as systemd starts them."""

import io
import json
import re
import subprocess
import sys
import tarfile

from lalisa_cli.home import REPO
from tests.processes import until
from tests.production.documented_commands import read_documented

NAME = "kantor"  # not the name that the documents begin with
HOST = "localhost"
# Python's word on a fork beside threads, and a clean-up that finds nothing in a new database.
ODOOS_OWN = ("DeprecationWarning: This process", "Auto-vacuum internal data")
CERTIFICATE = REPO / "lalisa_cli" / "inside" / "make_certificate.py"
# In the machine's own network: logs in as admin and prints; the last line is JSON.
BROWSER = """
import json, sys
import requests
[password] = sys.argv[1:]
session = requests.Session()
session.verify, session.trust_env = False, False
def call(url, **params):
    answer = session.post('https://localhost' + url, json={'params': params}).json()
    assert 'error' not in answer, answer
    return answer['result']
def ask(model, method, *args, **kwargs):
    return call(f'/web/dataset/call_kw/{model}/{method}', model=model, method=method, args=list(args), kwargs=kwargs)
call('/web/session/authenticate', db='kantor', login='admin', password=password)
place = [('module', '=', 'lalisa_complaint'), ('name', '=', 'group_administrator')]
[group] = ask('ir.model.data', 'search_read', place, fields=['res_id'])
[user] = ask('res.users', 'search', [('login', '=', 'admin')])
ask('res.users', 'write', [user], {'group_ids': [(4, group['res_id'])]})
[sop] = ask('lalisa.sop', 'search', [], limit=1)
paper = session.get(f'https://localhost/report/pdf/lalisa_complaint.report_sop/{sop}')
public = session.get('https://localhost/lalisa/health', headers={'X-Forwarded-For': '203.0.113.7'})
closed = session.get('https://localhost/web/database/manager').status_code
print(json.dumps({'paper': paper.content[:5].decode('latin-1'), 'health': public.json(), 'closed': closed}))
"""


def write_archive(target, changed=None):
    """Write the release's archive of what lies in the project now.

    :param changed: {path: text} in place of the project's own
    """
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    with tarfile.open(target, "w:gz", compresslevel=1) as tar:
        for name in listed:
            if name in (changed or {}):
                entry = tarfile.TarInfo(f"la-lisa/{name}")
                content = changed[name].encode()
                entry.size = len(content)
                tar.addfile(entry, io.BytesIO(content))
            elif (REPO / name).is_file():
                tar.add(REPO / name, f"la-lisa/{name}")


class Unit:
    """A systemd unit of the machine, as systemd would start its command."""

    def __init__(self, machine, name):
        self.machine, self.name = machine, name
        text = (machine.path / "etc/systemd/system" / name).read_text()
        self.settings = [line.partition("=")[::2] for line in text.splitlines() if "=" in line and line[0] != "#"]

    def values(self, name):
        return [value for key, value in self.settings if key == name]

    def environment(self):
        given = dict(value.split("=", 1) for value in self.values("Environment"))
        for place in self.values("EnvironmentFile"):
            path = self.machine.path / place.removeprefix("-").lstrip("/")
            if path.is_file() or not place.startswith("-"):
                lines = [line for line in path.read_text().splitlines() if "=" in line and line[0] != "#"]
                given |= dict(line.split("=", 1) for line in lines)
        return given

    def options(self):
        [user] = self.values("User")
        return {"user": user, "variables": {**self.environment(), "HOME": "/var/lib/odoo"}}

    def run(self):
        """Run a oneshot unit to its end."""
        for before in self.values("ExecStartPre"):
            whose = {} if before.startswith("+") else self.options()
            self.machine.type(before.removeprefix("+"), **whose)
        [command] = self.values("ExecStart")
        return self.machine.type(command, **self.options())

    def start(self):
        [command] = self.values("ExecStart")
        self.process = self.machine.start(
            f"echo $$ > /tmp/{self.name}.pid; exec {command} --logfile=/var/log/odoo/lalisa.log", **self.options()
        )

    def stop(self):
        [signal] = self.values("KillSignal")
        self.machine.type(f"kill -{signal.removeprefix('SIG')} $(cat /tmp/{self.name}.pid)")
        self.process.wait(90)


class Office:
    """The machine with La-Lisa on it, as the documents lead to it."""

    def __init__(self, machine):
        self.machine = machine
        self.type = machine.type
        self.password = None
        self.service = None

    def install(self):
        """Follow Cara 2 from its first step to its ninth."""
        self.machine.refresh()
        write_archive(self.machine.path / "root/lalisa.tar.gz")
        self.code()
        self.type(
            read_documented(
                "apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 "
                "fonts-dejavu-core nginx gettext-base python3-pip"
            ),
            network=True,
        )
        self.packages()
        self.configure()
        self.database()
        self.services()
        self.proxy()

    def code(self):
        self.type("cd /root && " + read_documented("mkdir -p /opt/lalisa"))
        self.type(
            "cd /root && "
            + read_documented("tar -xzf lalisa.tar.gz -C /opt/lalisa --strip-components=1 --no-same-owner")
        )

    def packages(self):
        self.type(
            read_documented(
                "python3 -m pip install --upgrade --target /opt/lalisa/python --no-deps --require-hashes "
                "-r /opt/lalisa/requirements/image.txt"
            ),
            network=True,
        )

    def configure(self):
        self.type(read_documented("install -d -m 750 -g odoo /etc/lalisa"))
        self.type(read_documented("install -m 640 -g odoo /opt/lalisa/config/odoo.conf /etc/lalisa/odoo.conf"))
        self.type(
            read_documented("sed -i 's|^addons_path = .*|addons_path = /opt/lalisa/addons|' /etc/lalisa/odoo.conf")
        )
        self.type(read_documented("echo 'http_interface = 127.0.0.1' >> /etc/lalisa/odoo.conf"))
        self.type(
            read_documented(
                "sed -i 's|^db_name = .*|db_name = NAMA_BASIS_DATA|; s|^dbfilter = .*|dbfilter = ^NAMA_BASIS_DATA$|' "
                "/etc/lalisa/odoo.conf",
                NAMA_BASIS_DATA=NAME,
            )
        )
        self.type(
            read_documented(
                'python3 -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())" '
                "> /etc/lalisa/channel_key"
            )
        )
        self.type(read_documented("chgrp odoo /etc/lalisa/channel_key"))
        self.type(read_documented("chmod 640 /etc/lalisa/channel_key"))

    def database(self):
        self.type(read_documented("systemctl stop odoo.service"))
        self.type(read_documented("systemctl disable odoo.service"))
        self.type(read_documented("systemctl mask odoo.service"))
        self.type(
            read_documented(
                "/opt/lalisa/config/office odoo --load-language=id_ID --stop-after-init --no-http -i lalisa"
            )
        )
        said = self.type(read_documented("/opt/lalisa/config/office update"))
        assert "nothing to update" in said
        said = self.type(
            read_documented(
                "echo \"word = __import__('secrets').token_urlsafe(12); env.ref('base.user_admin').password = word; "
                "env.cr.commit(); print('admin:', word)\" | /opt/lalisa/config/office shell"
            )
        )
        self.password = re.search(r"^admin: (\S+)$", said, re.M)[1]
        assert re.search(r"^[1-9]\d{3,} byte tercetak$", self.printed(), re.M)

    def printed(self, **options):
        """Print one paper as the document says."""
        return self.type(
            read_documented(
                "echo \"print(len(env['ir.actions.report']._render_qweb_pdf('lalisa_complaint.action_report_sop', "
                "env['lalisa.sop'].search([]).ids)[0]), 'byte tercetak')\" | /opt/lalisa/config/office shell"
            ),
            **options,
        )

    def services(self):
        self.type(read_documented("cp /opt/lalisa/config/systemd/lalisa.service /etc/systemd/system/"))
        self.type(
            read_documented(
                "cp /opt/lalisa/config/systemd/lalisa-backup.service /opt/lalisa/config/systemd/lalisa-backup.timer "
                "/etc/systemd/system/"
            )
        )
        self.type(read_documented("systemctl daemon-reload"))
        self.type(read_documented("systemctl enable lalisa.service lalisa-backup.timer"))
        self.type(read_documented("systemctl start lalisa.service lalisa-backup.timer"))
        self.type(read_documented("cp /opt/lalisa/config/systemd/lalisa-telegram.service /etc/systemd/system/"))
        self.type(read_documented("systemctl enable lalisa-telegram.service"))
        self.type(read_documented("systemctl start lalisa-telegram.service"))
        # Two Odoos after the next start of the machine would do each job twice.
        assert self.type("systemctl is-enabled odoo.service", fails=True).strip() == "masked"
        assert self.type("systemctl is-enabled lalisa.service").strip() == "enabled"
        self.start()

    def proxy(self):
        tls = self.machine.path / "etc/lalisa/tls"
        tls.mkdir()
        subprocess.run([sys.executable, CERTIFICATE, tls, HOST], check=True)
        self.type(
            read_documented(
                "LALISA_HOST=NAMA_DOMAIN LALISA_LISTEN=443 LALISA_ODOO=127.0.0.1 LALISA_HTTP_PORT=8069 "
                "LALISA_GEVENT_PORT=8072 LALISA_TLS=/etc/lalisa/tls LALISA_LOG=/var/log/nginx "
                "envsubst '$LALISA_HOST $LALISA_LISTEN $LALISA_ODOO $LALISA_HTTP_PORT $LALISA_GEVENT_PORT $LALISA_TLS "
                "$LALISA_LOG' < /opt/lalisa/config/nginx.conf.template > /etc/nginx/conf.d/lalisa.conf",
                NAMA_DOMAIN=HOST,
            )
        )
        self.type(read_documented("nginx -t"))
        self.type(read_documented("systemctl reload nginx"))
        self.type("nginx")  # which systemd would have started

    def start(self):
        """Start the office as `systemctl start lalisa` would, and wait until it answers."""
        self.service = Unit(self.machine, "lalisa.service")
        self.service.start()
        until(self.answers, 180, lambda: self.log()[-3000:])

    def answers(self):
        code = "import requests; requests.get('http://127.0.0.1:8069/lalisa/health', timeout=5).raise_for_status()"
        return self.machine.here(sys.executable, "-c", code)[0] == 0

    def log(self):
        return (self.machine.path / "var/log/odoo/lalisa.log").read_text()

    def complaints(self):
        """Return what the service's log warns of, without what Odoo warns of on any machine."""
        lines = [line for line in self.log().splitlines() if re.search(r" (WARNING|ERROR|CRITICAL) ", line)]
        return [line for line in lines if not any(known in line for known in ODOOS_OWN)]

    def rows(self, query):
        return self.type(f'psql -Atd {NAME} -c "{query}"', user="odoo").splitlines()

    def browse(self):
        code, said = self.machine.here(sys.executable, "-W", "ignore", "-c", BROWSER, self.password)
        assert code == 0, said + self.log()[-2000:]
        return json.loads(said.splitlines()[-1])

    def backups(self):
        return sorted(path.name for path in (self.machine.path / "var/backups/lalisa").glob("*.age"))
