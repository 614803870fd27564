import os
import socket
import struct
import tempfile
from pathlib import Path
from unittest.mock import patch

import psycopg2
from cryptography.fernet import Fernet

from odoo.service import server
from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools import backlog, secret_box

MAX_WAITING = struct.Struct("8B6I")  # the kernel's tcp_info: the seventh number is a listener's room


def room_of(listener):
    """How many connections may wait at a listening socket."""
    return MAX_WAITING.unpack(listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, MAX_WAITING.size))[13]


@tagged("post_install", "-at_install")
class TestBacklog(BaseCase):
    def setUp(self):
        super().setUp()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.addCleanup(self.listener.close)

    def test_requests_wait_at_the_door_of_a_prefork_odoo(self):
        running = server.PreforkServer.__new__(server.PreforkServer)
        running.socket = self.listener
        with patch.object(server, "server", running):
            backlog.lengthen_backlog()
        self.assertEqual(room_of(self.listener), backlog.WAITING)

    def test_a_command_whose_server_has_closed_its_door_again_goes_on(self):
        running = server.PreforkServer.__new__(server.PreforkServer)
        running.socket = self.listener
        self.listener.close()
        with patch.object(server, "server", running):
            backlog.lengthen_backlog()

    def test_any_other_kind_of_server_is_left_as_it_is(self):
        with patch.object(server, "server", None):
            backlog.lengthen_backlog()
        self.assertEqual(room_of(self.listener), 16)


@tagged("post_install", "-at_install")
class TestLog(TransactionCase):
    def test_a_statement_that_fails_is_logged_without_what_somebody_wrote(self):
        with (
            self.assertLogs("odoo.sql_db", "ERROR") as logged,
            self.assertRaises(psycopg2.Error),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute("INSERT INTO lalisa_message (body) VALUES (%s)", ["Saya Siti, di gang belakang"])
        self.assertIn("lalisa_message", logged.output[0])
        self.assertNotIn("Siti", logged.output[0])


@tagged("post_install", "-at_install")
class TestKeyFile(BaseCase):
    """The key is read once; what happens to its file while the service runs still counts."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.file = Path(folder.name, "key")
        self.startPatcher(patch.dict(os.environ, {"LALISA_SECRET_KEY_FILE": str(self.file)}))

    def test_a_key_file_that_is_put_back_opens_the_secrets_again_without_a_restart(self):
        stored = secret_box.encrypt_secret("rahasia")
        own = self.file.read_bytes()
        self.file.write_bytes(Fernet.generate_key())
        secret_box.encrypt_secret("lain")  # the service has read the wrong file
        with self.assertRaises(secret_box.WrongKey):
            secret_box.open_secret(stored)
        self.file.write_bytes(own)
        self.assertEqual(secret_box.open_secret(stored), "rahasia")

    def test_what_is_stored_now_is_closed_with_the_file_of_now(self):
        secret_box.encrypt_secret("rahasia")
        other = Fernet.generate_key()
        self.file.write_bytes(other)
        self.assertEqual(Fernet(other).decrypt(secret_box.encrypt_secret("baru").encode()), b"baru")
