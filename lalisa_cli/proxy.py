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
from .output import Problem, build_problem

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

    def __init__(
        self,
        environment: dict[str, str],
        folder: str | Path,
        port: int,
        ports: tuple[int, int],
        webhooks_per_second: int | None = None,
    ) -> None:
        self.environment = environment
        self.folder = Path(folder)
        self.port = port
        self.ports = ports
        self.webhooks_per_second = webhooks_per_second
        self.tls = self.folder / "tls"
        self.certificate = self.tls / "fullchain.pem"
        self._process = None

    @property
    def url(self) -> str:
        return f"https://{HOST}:{self.port}"

    def start_proxy(self) -> None:
        """Start nginx and wait until it listens.

        :raises Problem: nginx is not to be had, or refuses the configuration
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        program = _find_program()
        self._write_configuration()
        command = [program, "-p", self.folder, "-e", "stderr", "-c", self.folder / "nginx.conf"]
        tried = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        if tried.returncode:
            raise build_problem("start nginx with config/nginx.conf.template", tried.stderr)
        with open(self.folder / "stderr.log", "ab") as errors:
            self._process = subprocess.Popen(
                command,
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
            )
        deadline = time.monotonic() + 20
        while not processes.listens_on(self._process.pid, self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Problem(f"nginx does not start: see {self.folder / 'stderr.log'}.")
            time.sleep(0.05)

    def is_passing(self) -> bool:
        """Tell whether a health check passes through it."""
        trusting = ssl.create_default_context(cafile=self.certificate)
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trusting)
        )
        try:
            with opener.open(f"{self.url}/lalisa/health", timeout=30) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def stop_proxy(self) -> None:
        if self._process and self._process.poll() is None:
            processes.end_group(self._process.pid, self._process)

    @staticmethod
    def end_left_over(folder: Path) -> None:
        """End the proxy of this folder whose `lalisa` was killed."""
        path = folder / "nginx.pid"
        text = path.read_text().strip() if path.exists() else ""
        # After a power cut the number may be another nginx's, an office's for one.
        if text.isdigit() and processes.has_in_command_line(int(text), f"{folder}/nginx.conf"):
            processes.end_group(int(text))

    def _write_configuration(self) -> None:
        if not self.certificate.exists():
            self.tls.mkdir(exist_ok=True)
            command = ["python", CERTIFICATE_MAKER, self.tls, HOST]
            made = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
            if made.returncode:
                raise build_problem("make a certificate for the trial", made.stderr)
        (self.folder / "lalisa.conf").write_text(self._fill_template())
        temporary = "\n".join(f"{name}_temp_path {self.folder}/{name};" for name in TEMPORARY)
        user = "" if os.geteuid() else "user root;"
        around = AROUND.format(folder=self.folder, user=user, temporary=temporary)
        (self.folder / "nginx.conf").write_text(around)

    def _fill_template(self) -> str:
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


def _find_program() -> str | Path:
    """Return the machine's own nginx, or a private copy of Debian's: it follows the machine's release."""
    if own := shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin"):
        return own
    tree = debian.unpack_private_tree("nginx", ["nginx"])
    program = tree / "usr/sbin/nginx"
    tried = subprocess.run(
        [program, "-v"],
        capture_output=True,
        check=False,
        env={**os.environ, "LD_LIBRARY_PATH": debian.build_library_path(tree)},
    )
    if tried.returncode:
        raise Problem("nginx does not start here: install Debian's package nginx, then again.")
    return program
