"""Pinned packages come over the network: whole, verified, and with one sentence when not."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lalisa_cli import debian
from lalisa_cli.home import cache
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
        """Says nothing."""


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
    first = debian.fetch(POOL_PATH, SHA256)
    assert first.read_bytes() == CONTENT
    assert debian.fetch(POOL_PATH, SHA256) == first
    assert mirror == [0]


def test_another_file_than_the_pinned_one_is_refused_and_not_kept(mirror):
    with pytest.raises(Problem, match="is not the pinned file") as refusal:
        debian.fetch(POOL_PATH, "0" * 64)
    assert "LALISA_DEBIAN_MIRROR" in str(refusal.value)
    assert list(cache().iterdir()) == []


def test_an_interrupted_download_is_continued_where_it_ended(mirror):
    (cache() / "one_1_all.deb.part").write_bytes(CONTENT[:1000])
    assert debian.fetch(POOL_PATH, SHA256).read_bytes() == CONTENT
    assert mirror == [1000]


def test_a_download_that_was_whole_but_not_yet_named_is_taken(mirror):
    (cache() / "one_1_all.deb.part").write_bytes(CONTENT)
    assert debian.fetch(POOL_PATH, SHA256).read_bytes() == CONTENT


def test_a_spoiled_part_is_fetched_anew(mirror):
    (cache() / "one_1_all.deb.part").write_bytes(b"spoiled")
    assert debian.fetch(POOL_PATH, SHA256).read_bytes() == CONTENT
    assert mirror == [7, 0]


def test_a_spoiled_file_in_the_cache_is_fetched_anew(mirror):
    (cache() / "one_1_all.deb").write_bytes(b"spoiled")
    assert debian.fetch(POOL_PATH, SHA256).read_bytes() == CONTENT


def test_a_package_that_the_mirror_lacks_is_one_sentence(mirror):
    with pytest.raises(Problem, match=r"two_1_all.deb could not be downloaded \(404 "):
        debian.fetch("pool/main/t/two/two_1_all.deb", SHA256)


def test_no_network_is_one_sentence_with_the_way_out(lalisa):
    done = lalisa("run", LALISA_DEBIAN_MIRROR="http://127.0.0.1:9", no_proxy="127.0.0.1")
    assert done.returncode == 1
    assert "could not be downloaded" in done.stderr
    assert "check the network" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_is_one_sentence_with_the_way_out(mirror, lalisa):
    odoo = "odoo-19_19.0.0+dfsg-1_all.deb"
    Mirror.do_GET, before = _serves_anything, Mirror.do_GET
    (cache() / f"{odoo}.part").symlink_to("/dev/full")
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
