"""Pinned packages come over the network: whole, verified, and with one sentence when not."""

import hashlib
import socket
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lalisa_cli import debian, python_env
from lalisa_cli.home import get_cache
from lalisa_cli.output import DISK_FULL, Problem

CONTENT = bytes(range(256)) * 4096
SHA256 = hashlib.sha256(CONTENT).hexdigest()
POOL_PATH = "pool/main/o/one/one_1_all.deb"


class Mirror(BaseHTTPRequestHandler):
    """Serves CONTENT at POOL_PATH, and parts of it when asked."""

    asked = []

    def do_GET(self):
        first = int(self.headers.get("Range", "bytes=0-")[6:-1])
        self.asked.append(first)
        if self.path != f"/{POOL_PATH}":
            self.send_error(404)
        elif first >= len(CONTENT):
            self.send_error(416)
        else:
            self.send_response(206 if first else 200)
            self.end_headers()
            self.wfile.write(CONTENT[first:])

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def mirror(state, monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Mirror)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Mirror.asked.clear()
    monkeypatch.setenv("LALISA_DEBIAN_MIRROR", f"http://127.0.0.1:{server.server_port}/")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    yield Mirror.asked
    server.shutdown()
    server.server_close()


def test_a_pinned_package_is_fetched_once_and_kept(mirror):
    first = debian.fetch_package(POOL_PATH, SHA256)
    assert first.read_bytes() == CONTENT
    assert debian.fetch_package(POOL_PATH, SHA256) == first
    assert mirror == [0]


def test_another_file_than_the_pinned_one_is_refused_and_not_kept(mirror):
    with pytest.raises(Problem, match="is not the pinned file") as refusal:
        debian.fetch_package(POOL_PATH, "0" * 64)
    assert "LALISA_DEBIAN_MIRROR" in str(refusal.value)
    assert list(get_cache().iterdir()) == []


def test_an_interrupted_download_is_continued_where_it_ended(mirror):
    (get_cache() / "one_1_all.deb.part").write_bytes(CONTENT[:1000])
    assert debian.fetch_package(POOL_PATH, SHA256).read_bytes() == CONTENT
    assert mirror == [1000]


def test_a_download_that_was_whole_but_not_yet_named_is_taken(mirror):
    (get_cache() / "one_1_all.deb.part").write_bytes(CONTENT)
    assert debian.fetch_package(POOL_PATH, SHA256).read_bytes() == CONTENT


def test_a_spoiled_part_is_fetched_anew(mirror):
    (get_cache() / "one_1_all.deb.part").write_bytes(b"spoiled")
    assert debian.fetch_package(POOL_PATH, SHA256).read_bytes() == CONTENT
    assert mirror == [7, 0]


def test_a_spoiled_file_in_the_cache_is_fetched_anew(mirror):
    (get_cache() / "one_1_all.deb").write_bytes(b"spoiled")
    assert debian.fetch_package(POOL_PATH, SHA256).read_bytes() == CONTENT


def test_a_package_that_the_mirror_lacks_is_one_sentence(mirror):
    with pytest.raises(Problem, match=r"two_1_all.deb could not be downloaded \(404 "):
        debian.fetch_package("pool/main/t/two/two_1_all.deb", SHA256)


@contextmanager
def serve_folder(handler):
    """Serve a folder on this machine and yield the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class Dropped(Mirror):
    """A pool that dropped the file when its package was uploaded anew."""

    def do_GET(self):
        self.send_error(404)


class Slow(Mirror):
    """Sends a byte now and then, for ever."""

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x")
                time.sleep(0.2)
        except OSError:
            """The other side gave up."""


class BreaksOff(Mirror):
    """Sends the first half and hangs up."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()
        self.wfile.write(CONTENT[: len(CONTENT) // 2])


@pytest.fixture
def silent():
    """Yield an address that takes the call and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_what_one_address_no_longer_has_comes_from_the_next(mirror, silent, monkeypatch):
    monkeypatch.setattr(debian, "PATIENCE", 1)
    whole = debian.find_sources()[0]
    for handler in (Dropped, Slow, BreaksOff):
        with serve_folder(handler) as bad:
            monkeypatch.setenv("LALISA_DEBIAN_MIRROR", f"{bad}, {silent}\n{whole}/")
            fetched = debian.fetch_package(POOL_PATH, SHA256)
            assert fetched.read_bytes() == CONTENT
            fetched.unlink()
    assert mirror[-1] == len(CONTENT) // 2  # what came before the break is not fetched twice


def test_a_hang_ends_and_every_address_that_was_tried_is_said(state, silent, monkeypatch):
    monkeypatch.setattr(debian, "PATIENCE", 1)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serve_folder(Dropped) as dropped, serve_folder(Slow) as slow:
        with_password = silent.replace("//", "//user:geheim@")
        monkeypatch.setenv("LALISA_DEBIAN_MIRROR", f"{dropped} {slow} {with_password}")
        began = time.monotonic()
        with pytest.raises(Problem) as refusal:
            debian.fetch_package(POOL_PATH, SHA256, otherwise=", or do something else")
    said = str(refusal.value)
    assert time.monotonic() - began < 30
    for part in (
        f"404 Not Found at {dropped}",
        f"slower than 1000 bytes a second at {slow}",
        f"no answer in 1 s at {silent}",
        "LALISA_DEBIAN_MIRROR",
        ", or do something else, then start again",
    ):
        assert part in said
    assert "geheim" not in said


def test_the_addresses_are_those_of_apt_and_the_snapshot_archive_that_it_knows(tmp_path, monkeypatch):
    monkeypatch.delenv("LALISA_DEBIAN_MIRROR", raising=False)
    (tmp_path / "mirrors").write_text("http://one.example/debian\nhttp://two.example/debian/\n")
    (tmp_path / "deb_InRelease").write_text("Origin: Debian\nSnapshots: http://three.example/a/@SNAPSHOTID@/\n")
    answers = {
        "apt-get": f"mirror+file:{tmp_path}/mirrors http://one.example/debian-security http://one.example/debian",
        "dump": 'Acquire::Snapshots::URI::Origin::Debian "http://four.example/debian/@SNAPSHOTID@/";',
        "lists": f"lists='{tmp_path}/'",
    }
    monkeypatch.setattr(debian.shutil, "which", lambda name: name)
    monkeypatch.setattr(
        debian, "_read_output", lambda *command: next(said for word, said in answers.items() if word in command)
    )
    assert debian.find_sources() == [
        "http://one.example/debian",
        "http://two.example/debian",
        f"http://four.example/debian/{debian.SNAPSHOT}",
        f"http://three.example/a/{debian.SNAPSHOT}",
    ]


def test_a_package_that_apt_keeps_here_is_taken_and_stays_where_it_is(mirror, tmp_path, monkeypatch):
    monkeypatch.setattr(debian, "APT_ARCHIVES", tmp_path)
    (tmp_path / "one_1_all.deb").write_bytes(CONTENT)
    fetched = debian.fetch_package(POOL_PATH, SHA256)
    assert (fetched.parent, fetched.read_bytes(), mirror) == (get_cache(), CONTENT, [])


def test_without_the_pinned_pip_the_machines_own_makes_the_environment(state, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LALISA_DEBIAN_MIRROR", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(debian, "_find_snapshots", list)
    monkeypatch.setattr(debian, "APT_ARCHIVES", tmp_path)
    monkeypatch.setattr(python_env, "SYSTEM_WHEELS", tmp_path)
    (tmp_path / "pip-25.0-py3-none-any.whl").touch()
    assert python_env._fetch_pip_wheel() == tmp_path / "pip-25.0-py3-none-any.whl"
    assert "This machine's own pip is used: python3-pip-whl" in capsys.readouterr().out


def test_no_network_is_one_sentence_with_the_way_out(lalisa):
    done = lalisa("run", LALISA_DEBIAN_MIRROR="http://127.0.0.1:9", no_proxy="127.0.0.1")
    assert done.returncode == 1
    assert "could not be downloaded" in done.stderr
    assert "check the network" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_one_sentence_with_the_way_out(mirror, lalisa):
    odoo = "odoo-19_19.0.0+dfsg-1_all.deb"
    Mirror.do_GET, before = _serves_anything, Mirror.do_GET
    (get_cache() / f"{odoo}.part").symlink_to("/dev/full")
    try:
        done = lalisa("run")
    finally:
        Mirror.do_GET = before
    assert done.returncode == 1
    assert done.stderr.strip() == f"lalisa: {DISK_FULL}"


def _serves_anything(request):
    request.send_response(200)
    request.end_headers()
    request.wfile.write(CONTENT)
