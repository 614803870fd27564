import os
import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo import sql_db
from odoo.service import server
from odoo.tests import BaseCase, TransactionCase, tagged

from ..tools import cron_trigger


@tagged("post_install", "-at_install")
class TestCronTrigger(TransactionCase):
    """No wake-up is lost, with real connections and a drain paused just before its commit."""

    def setUp(self):
        super().setUp()
        self.cron_id = self.env.ref("lalisa_messaging.cron_drain_inbox_0").id
        self.addCleanup(self._delete_triggers)
        self._delete_triggers()

    @contextmanager
    def _connection(self, level="READ COMMITTED"):
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            cr.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
            yield cr

    def _delete_triggers(self):
        with self._connection() as cr:
            cr.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", (self.cron_id,))

    def _triggers(self):
        with self._connection() as cr:
            cr.execute("SELECT count(*) FROM ir_cron_trigger WHERE cron_id = %s", (self.cron_id,))
            return cr.fetchone()[0]

    def _ensure_trigger(self):
        with self._connection() as cr:
            return cron_trigger.ensure_trigger(cr, self.cron_id)

    def test_many_wake_ups_are_one_trigger(self):
        self.assertEqual([self._ensure_trigger() for _ in range(5)], [True, False, False, False, False])
        self.assertEqual(self._triggers(), 1)

    def test_a_wake_up_while_the_drain_has_not_committed_is_a_trigger_of_its_own(self):
        self._ensure_trigger()
        with self._connection("REPEATABLE READ") as drain:
            # what ir.cron does before it runs the job: the deletion is seen only when the job ends
            drain.execute("DELETE FROM ir_cron_trigger WHERE cron_id = %s", (self.cron_id,))
            self.assertTrue(self._ensure_trigger(), "the trigger seen was on its way out")
        self.assertEqual(self._triggers(), 1, "the drain runs once more")

    def test_a_drain_cannot_delete_the_trigger_on_which_an_uncommitted_wake_up_relies(self):
        self._ensure_trigger()
        with self._connection() as web:
            self.assertFalse(cron_trigger.ensure_trigger(web, self.cron_id))
            with self._connection() as drain:
                drain.execute(
                    "SELECT 1 FROM ir_cron_trigger WHERE cron_id = %s FOR UPDATE SKIP LOCKED",
                    (self.cron_id,),
                )
                self.assertFalse(drain.fetchall(), "it must wait for our commit, then read our rows")

    def test_two_bodies_at_once_share_a_trigger_and_do_not_wait_for_each_other(self):
        self._ensure_trigger()
        with self._connection() as one, self._connection() as two:
            two.execute("SET LOCAL lock_timeout = '2s'")
            self.assertFalse(cron_trigger.ensure_trigger(one, self.cron_id))
            self.assertFalse(cron_trigger.ensure_trigger(two, self.cron_id))


@tagged("post_install", "-at_install")
class TestTriggersAtTheStart(BaseCase):
    """A thread of a process that forks may hold a lock at that moment, which the child waits for for ever."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(cron_trigger, "notify_cron_threads", lambda dbname: None))

    def threads_of_a_child(self):
        """Count the threads that a forked child has beside its first."""
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.write(writing, bytes([threading.active_count() - 1]))
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        with os.fdopen(reading, "rb") as said:
            return said.read()[0]

    def test_a_prefork_odoo_forks_without_a_thread_and_its_first_worker_alone_wakes_the_drains(self):
        running = server.PreforkServer.__new__(server.PreforkServer)
        running.pid = os.getpid()
        before = threading.active_count()
        with patch.object(server, "server", running):
            cron_trigger.notify_after_start("kantor")
        self.assertEqual(threading.active_count(), before)
        self.assertEqual([self.threads_of_a_child() for _worker in range(2)], [len(cron_trigger.START), 0])

    def test_any_other_odoo_wakes_them_itself(self):
        before = threading.active_count()
        with patch.object(server, "server", None):
            cron_trigger.notify_after_start("kantor")
        self.assertEqual(threading.active_count(), before + len(cron_trigger.START))
