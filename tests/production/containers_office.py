"""An office in containers on an engine of the tests' own: the documents' commands, and people at its proxy."""

import re
import shutil
import subprocess
import warnings
from types import SimpleNamespace

import requests

from lalisa_cli.home import REPO
from tests import processes
from tests.processes import free_port, until
from tests.production import debian_tree
from tests.production.documented_commands import read_documented

HOST = "localhost"


class Person(processes.Client):
    """A person at the office's proxy, whose certificate is its own until certbot's comes."""

    def __init__(self, url, login, password):
        self.server = SimpleNamespace(url=url)
        self.web = requests.Session()
        self.web.verify = False
        self.web.trust_env = False  # else a bundle that the environment names has the last word
        self.uid = self._post("/web/session/authenticate", {"db": "lalisa", "login": login, "password": password})[
            "uid"
        ]


class Office:
    """A machine that the documents' commands are typed on.

    Its folders lie below a temporary one; images are asked for by tag, because a digest finds no
    stand-in; the ports are free ones.
    """

    def __init__(self, engine, folder):
        self.engine, self.folder = engine, folder
        self.project = folder / "opt-lalisa"
        self.http, self.https = free_port(), free_port()
        self.places = {
            name: folder / name.strip("/").replace("/", "-")
            for name in ("/etc/lalisa/secrets", "/etc/lalisa/tls", "/var/backups/lalisa", "/var/lib/lalisa-acme")
        }
        self.copy_project()

    @property
    def url(self):
        return f"https://{HOST}:{self.https}"

    def copy_project(self):
        """Copy what git has, and turn digests into tags, as a machine whose registry has them would not need to."""
        listed = debian_tree.run_command(["git", "ls-files", "-co", "--exclude-standard"], cwd=REPO).splitlines()
        for name in listed:
            if (REPO / name).is_file():
                target = self.project / name
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(REPO / name, target)
        self.rewrite("Dockerfile", lambda text: re.sub(r"^(FROM \S+?)@sha256:\w+", r"\1", text, flags=re.M))
        self.rewrite("docker-compose.yml", self._by_tag)

    def rewrite(self, name, change):
        path = self.project / name
        path.write_text(change(path.read_text()))

    def _by_tag(self, text):
        text = re.sub(r"image: (\w+)@sha256:\w+ # (\S+)", r"image: \1:\2", text)
        text = text.replace("build: .", "build: {context: ., network: host}")
        return text.replace('["80:80", "443:443"]', f'["127.0.0.1:{self.http}:80", "127.0.0.1:{self.https}:443"]')

    def type(self, command, check=True, timeout=1200, **variables):
        """Type one of the documents' commands at this machine.

        :return: what it printed, both streams
        """
        # Longest first: no folder is the beginning of another's replacement.
        for name, place in sorted(self.places.items(), key=lambda pair: -len(pair[0])):
            command = command.replace(name, str(place))
        command = command.replace("/opt/lalisa/config", f"{self.project}/config")
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.project,
            env={**self.engine.environment, **variables},
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=timeout,
        )
        if check and done.returncode:
            logs = self.type("docker compose --profile '*' logs --tail 40", check=False)
            raise AssertionError(f"{command}:\n{done.stdout[-4000:]}\n{logs[-6000:]}")
        return done.stdout

    def install(self):
        """Follow docs/installation.md, way 1, up to the administrator's first log in."""
        self.type(read_documented("cp config/env.example .env"))
        self.settings()
        self.type(read_documented("chmod 600 .env"))
        self.type(
            read_documented("mkdir -p /etc/lalisa/secrets /etc/lalisa/tls /var/backups/lalisa /var/lib/lalisa-acme")
        )
        self.type(read_documented("docker compose build"))
        assert self.secrets().count(" made") == 4
        self.type(
            read_documented(
                "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=NAMA -keyout /etc/lalisa/tls/privkey.pem"
                " -out /etc/lalisa/tls/fullchain.pem",
                NAMA=HOST,
            )
        )
        self.type(read_documented("docker compose up -d"))
        self.serves()

    def secrets(self):
        """Make the secrets that are not there, as the document says."""
        return self.type(
            read_documented(
                "docker run --rm --user root -v /etc/lalisa/secrets:/secrets -v /var/backups/lalisa:/backups"
                " lalisa:19.0 lalisa make-secrets"
            )
        )

    def secret(self, name):
        return (self.places["/etc/lalisa/secrets"] / name).read_text().strip()

    def settings(self):
        """Fill in .env as the document says, with this machine's folders."""

        def filled(text):
            for name, place in sorted(self.places.items(), key=lambda pair: -len(pair[0])):
                text = text.replace(f"={name}", f"={place}")
            return re.sub(r"^LALISA_HOST=.*", f"LALISA_HOST={HOST}", text, flags=re.M)

        self.rewrite(".env", filled)

    def answers(self):
        """Say what the health page answers through the proxy, or None."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return requests.get(f"{self.url}/lalisa/health", verify=False, timeout=10).json()["status"]  # noqa: S501
        except (requests.RequestException, ValueError):
            return None

    def serves(self):
        def logs():
            return self.type("docker compose logs --tail 60", check=False)[-6000:]

        until(lambda: self.answers() == "ok", 180, logs)

    def sql(self, query):
        return self.type(f'docker compose exec -T db psql -U odoo -d lalisa -Atc "{query}"').strip()

    def paper(self, operator, complaint):
        answer = operator.web.get(f"{self.url}/report/pdf/lalisa_complaint.report_complaint/{complaint}", timeout=120)
        assert answer.status_code == 200, answer.text[-1500:]
        return answer.content

    def operator(self):
        return Person(self.url, "operator", "sandi-operator-1")
