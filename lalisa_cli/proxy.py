"""nginx with the office's own proxy configuration (`config/nginx.conf.template`), for a trial of it."""

import os
import re
import shutil
import ssl
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from . import debian, processes
from .home import REPO
from .output import Problem, failed

TEMPLATE = REPO / "config" / "nginx.conf.template"
CERTIFICATE_MAKER = Path(__file__).with_name("inside") / "make_certificate.py"
# An address, for on some machines `localhost` is IPv6 only.
HOST = "127.0.0.1"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
# What the nginx image says around the template; here it is said with places of our own.
AROUND = """daemon off;
{user}
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
{temporary}
include {folder}/lalisa.conf;
}}
"""


class Proxy:
    """One nginx before one Odoo; it listens on 127.0.0.1 only.

    :param environment: the process environment with our Python on its PATH
    :param folder: where its configuration, certificate and logs are kept
    :param ports: (HTTP, evented) of Odoo
    :param webhooks_per_second: instead of the configuration's limit for each address
    """

    def __init__(self, environment, folder, port, ports, webhooks_per_second=None):
        self.environment = environment
        self.folder = Path(folder)
        self.port = port
        self.ports = ports
        self.webhooks_per_second = webhooks_per_second
        self.tls = self.folder / "tls"
        self.certificate = self.tls / "fullchain.pem"
        self._process = None

    @property
    def url(self):
        return f"https://{HOST}:{self.port}"

    def start(self):
        """Starts it and waits until it listens.

        :raises Problem: nginx is not to be had, or refuses the configuration
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        program = _program()
        self._write()
        command = [program, "-p", self.folder, "-e", "stderr", "-c", self.folder / "nginx.conf"]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        if tried.returncode:
            raise failed("start nginx with config/nginx.conf.template", tried.stderr)
        with open(self.folder / "stderr.log", "ab") as errors:
            self._process = subprocess.Popen(
                command,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        deadline = time.monotonic() + 20
        while not processes.listens(self._process.pid, self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"nginx does not start: see {self.folder / 'stderr.log'}.")
            time.sleep(0.05)

    def answers(self):
        """True when a health check passes through it."""
        trusting = ssl.create_default_context(cafile=self.certificate)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
        )
        try:
            with opener.open(f"{self.url}/lalisa/health", timeout=30) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop(self):
        if self._process and self._process.poll() is None:
            processes.end(self._process.pid, self._process)

    @staticmethod
    def end_left_over(folder):
        """Ends the proxy of this folder whose `lalisa` was killed."""
        path = folder / "nginx.pid"
        text = path.read_text().strip() if path.exists() else ""
        # After a power cut the number may be another nginx's, an office's for one.
        if text.isdigit() and processes.mentions(int(text), f"{folder}/nginx.conf"):
            processes.end(int(text))

    def _write(self):
        if not self.certificate.exists():
            self.tls.mkdir(exist_ok=True)
            command = ["python", CERTIFICATE_MAKER, self.tls, HOST]
            made = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
            if made.returncode:
                raise failed("make a certificate for the trial", made.stderr)
        (self.folder / "lalisa.conf").write_text(self._filled())
        temporary = "\n".join(f"{name}_temp_path {self.folder}/{name};" for name in TEMPORARY)
        user = "" if os.geteuid() else "user root;"
        around = AROUND.format(folder=self.folder, user=user, temporary=temporary)
        (self.folder / "nginx.conf").write_text(around)

    def _filled(self):
        text = TEMPLATE.read_text()
        values = {
            "LALISA_HOST": HOST,
            "LALISA_LISTEN": f"127.0.0.1:{self.port}",
            "LALISA_ODOO": "127.0.0.1",
            "LALISA_HTTP_PORT": self.ports[0],
            "LALISA_GEVENT_PORT": self.ports[1],
            "LALISA_TLS": self.tls,
            "LALISA_LOG": self.folder,
        }
        for name, value in values.items():
            text = text.replace(f"${{{name}}}", str(value))
        if self.webhooks_per_second:
            text = re.sub(r"(zone=webhook:\S+ rate=)\d+r/s", rf"\g<1>{self.webhooks_per_second}r/s", text)
        return text


def _program():
    """The machine's own nginx, or a private copy of Debian's: it follows the machine's release."""
    if own := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin"):
        return own
    tree = debian.private_tree("nginx", ["nginx"])
    program = tree / "usr/sbin/nginx"
    tried = subprocess.run(
        [program, "-v"],
        capture_output=True,
        check=False,
        env={**os.environ, "LD_LIBRARY_PATH": debian.library_path(tree)},
    )
    if tried.returncode:
        raise Problem("nginx does not start here: install Debian's package nginx, then again.")
    return program
