"""The virtual environment: every package of the lock by hash, and Odoo as an ordinary package on its path."""
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from . import debian, fetch_odoo
from .home import BUILD_LOCK, LOCK, file_digest, fresh_folder, home, is_ready
from .output import Problem, step

PIP_DEB = (
    "pool/main/p/python-pip/python3-pip-whl_25.1.1+dfsg-1_all.deb",
    "e65351935aa4af2b10ae2abb5744f5059e9abad51aea6cd0cb825702010763f7",
)
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig-config", "fonts-dejavu-core"]
WEASYPRINT_WORKS = "from weasyprint import HTML; assert HTML(string='a').write_pdf()[:4] == b'%PDF'"


def prepare():
    """Makes or mends the environment.

    :return: the process environment in which Odoo runs (PATH, libraries), without any of the caller's Python settings
    """
    source = fetch_odoo.source_root()
    venv = home() / "venv"
    key = f"{file_digest(LOCK, BUILD_LOCK)} {sys.version_info[:3]} {source}"
    if not is_ready(venv, key):
        _build(venv, key, source)
    return _with_pango(_environment(venv))


def _build(venv, key, source):
    shutil.rmtree(venv, ignore_errors=True)
    # A virtual environment cannot be moved, so it is built in place and marked when it is whole.
    with step("making the Python environment"):
        _run([sys.executable, "-m", "venv", "--without-pip", venv], "make a virtual environment")
        _run([venv / "bin" / "python", f"{_pip_wheel()}/pip", "install", "-q", "--no-deps", "--require-hashes",
              "-r", BUILD_LOCK], "install the package installer")
    with step("installing Python packages (about 100)"):
        _run([venv / "bin" / "uv", "pip", "install", "-q", "-p", venv / "bin" / "python", "--require-hashes",
              "--no-build-isolation", "-r", LOCK], "install the Python packages")
        _expose_odoo(venv, source)
    with step("compiling Odoo (saves seconds at each start)"):
        subprocess.run([venv / "bin" / "python", "-m", "compileall", "-q", "-j2", source / "odoo"], check=False,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (venv / ".ok").write_text(key)


def _pip_wheel():
    """pip itself: a fresh Debian has neither pip nor ensurepip."""
    target = home() / "pip"
    if not is_ready(target, PIP_DEB[1]):
        with fresh_folder(target, PIP_DEB[1]) as work:
            debian.unpack(debian.fetch(*PIP_DEB), work)
    return next(target.glob("usr/share/python-wheels/pip-*.whl"))


def _expose_odoo(venv, source):
    """Installs a wheel of our own making that puts Odoo's source on the path and adds the command `odoo`."""
    info = "odoo-19.0.0.dist-info"
    parts = {
        "odoo-source.pth": f"{source}\n",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: lalisa\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[console_scripts]\nodoo = odoo.cli.command:main\n",
    }
    record = "".join(f"{name},,\n" for name in [*parts, f"{info}/RECORD"])
    wheel = home() / "cache" / "odoo-19.0.0-py3-none-any.whl"
    wheel.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in {**parts, f"{info}/RECORD": record}.items():
            archive.writestr(name, text)
    _run([venv / "bin" / "uv", "pip", "install", "-q", "-p", venv / "bin" / "python", "--no-deps",
          "--reinstall", wheel], "put Odoo on the path")


def _environment(venv):
    """The caller's environment without Python's own settings: two Odoo trees on one path merge silently."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    kept["PATH"] = f"{venv / 'bin'}:{kept.get('PATH', os.defpath)}"
    # Without it a job that ends with work left would start again only after up to a minute.
    kept["ODOO_NOTIFY_CRON_CHANGES"] = "1"
    return kept


def _with_pango(environment):
    """Adds a private Pango where the machine has none: WeasyPrint draws text with it."""
    if _weasyprint_works(environment):
        return environment
    tree = debian.private_tree("pango", PANGO)
    conf = _font_configuration(tree)
    environment = {
        **environment,
        "LD_LIBRARY_PATH": ":".join(filter(None, [debian.library_path(tree), environment.get("LD_LIBRARY_PATH")])),
        "FONTCONFIG_FILE": str(conf),
    }
    if not _weasyprint_works(environment):
        raise Problem(
            "PDF printing does not start here: install Debian's libpango-1.0-0, libpangoft2-1.0-0 and "
            "fonts-dejavu-core, then start again."
        )
    return environment


def _weasyprint_works(environment):
    mark = home() / "cache" / f"pdf-{hashlib.sha256(str(sorted(environment.items())).encode()).hexdigest()[:16]}"
    if mark.exists():
        return True
    done = subprocess.run(["python", "-c", WEASYPRINT_WORKS], env=environment, capture_output=True, check=False)
    if done.returncode == 0:
        mark.parent.mkdir(exist_ok=True)
        mark.touch()
    return done.returncode == 0


def _font_configuration(tree):
    path = Path(tree) / "fonts.conf"
    fonts = "".join(f"<dir>{place}</dir>" for place in (tree / "usr/share/fonts", "/usr/share/fonts"))
    cache = home() / "cache" / "fontconfig"
    path.write_text(
        f'<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig>{fonts}<cachedir>{cache}</cachedir></fontconfig>\n"
    )
    return path


def _run(command, purpose):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", "UV_LINK_MODE": "copy"})
    if done.returncode:
        said = (done.stderr or done.stdout).strip()[-600:]
        raise Problem(f"Could not {purpose}; check the network and the free disk space, then start again.\n{said}")
