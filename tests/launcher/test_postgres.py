"""The private PostgreSQL: real clusters, killed and spoiled."""

import os
import signal
import subprocess
import sys

import pytest

from lalisa_cli import postgres
from lalisa_cli.home import REPO
from lalisa_cli.output import Problem


@pytest.fixture
def cluster(state):
    """Yield a cluster that is not started yet."""
    server = postgres.Server(state, fast=True)
    yield server
    server.leave_server()


def ask_server(server, statement):
    done = subprocess.run(
        [postgres.find_programs() / "psql", "-d", "postgres", "-Atc", statement],
        env={**os.environ, **server.variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_it_listens_on_a_private_socket_and_on_no_address(cluster):
    cluster.start_server()
    assert ask_server(cluster, "SHOW listen_addresses") == ""
    assert ask_server(cluster, "SHOW unix_socket_directories") == str(cluster.sockets)


def test_it_sorts_and_folds_letters_beyond_ascii(cluster):
    cluster.start_server()
    assert ask_server(cluster, "SELECT upper('é')") == "É"


def test_no_value_of_a_statement_that_fails_stands_in_its_log(cluster):
    cluster.start_server()
    ask_server(cluster, "CREATE TABLE said (words text PRIMARY KEY)")
    for _time in range(2):
        words = "INSERT INTO said VALUES ('kalimat-penanda-warga')"
        subprocess.run(
            [postgres.find_programs() / "psql", "-d", "postgres", "-c", words],
            env={**os.environ, **cluster.variables},
            capture_output=True,
            check=False,
        )
    log = cluster.log.read_text()
    assert "duplicate key" in log
    assert "kalimat-penanda-warga" not in log


def test_what_was_committed_is_there_after_a_kill(state):
    first = postgres.Server(state)
    first.start_server()
    ask_server(first, "CREATE TABLE kept AS SELECT 42 AS x")
    os.kill(first._read_pid(), signal.SIGKILL)
    second = postgres.Server(state)
    second.start_server()
    assert ask_server(second, "SELECT x FROM kept") == "42"
    first.leave_server()
    second.leave_server()
    assert not second.is_ready()


def test_a_server_whose_command_was_killed_is_joined_and_stopped_by_the_next(state):
    start = "from lalisa_cli.postgres import *; Server(get_home()).start_server(); os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", start], cwd=REPO, check=False)
    server = postgres.Server(state)
    left_over = server._read_pid()
    server.start_server()
    assert server._read_pid() == left_over
    server.leave_server()
    assert not server.is_ready()


def test_only_the_last_of_two_commands_stops_the_server(state):
    first, second = postgres.Server(state), postgres.Server(state)
    first.start_server()
    second.start_server()
    first.leave_server()
    assert second.is_ready()
    second.leave_server()
    assert not second.is_ready()


def test_a_lock_whose_process_number_is_another_programs_does_not_stop_it(cluster):
    cluster.start_server()
    cluster.leave_server()
    lock = cluster.data / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{cluster.data}\n")
    cluster.start_server()
    assert ask_server(cluster, "SELECT 1") == "1"


def test_a_lock_whose_process_number_is_another_postgresqls_ends_nobody(cluster, tmp_path):
    """The number may come again after a power cut; the other server belongs to an office."""
    (tmp_path / "office").mkdir()
    office = postgres.Server(tmp_path / "office", fast=True)
    office.start_server()
    cluster.start_server()
    cluster.leave_server()
    lock = cluster.data / "postmaster.pid"
    lock.write_text(f"{office._read_pid()}\n{cluster.data}\n")
    assert not cluster.end_left_over()
    assert ask_server(office, "SELECT 1") == "1"
    cluster.start_server()
    assert ask_server(cluster, "SELECT 1") == ask_server(office, "SELECT 1") == "1"
    office.leave_server()


def test_a_server_that_does_not_start_shows_the_end_of_its_log(cluster):
    cluster.start_server()
    cluster.leave_server()
    (cluster.data / "postgresql.conf").write_text("nonsense = on\n")
    with pytest.raises(Problem, match='unrecognized configuration parameter "nonsense"'):
        cluster.start_server()


def test_data_of_another_postgresql_is_refused_and_not_touched(cluster):
    cluster.start_server()
    cluster.leave_server()
    (cluster.data / "PG_VERSION").write_text("99\n")
    with pytest.raises(Problem, match="was made by PostgreSQL 99.*another LALISA_HOME"):
        cluster.start_server()
    assert (cluster.data / "PG_VERSION").read_text() == "99\n"


def test_a_named_postgresql_is_used_instead_of_a_private_one(cluster, monkeypatch):
    cluster.start_server()
    monkeypatch.setenv("DATABASE_URL", f"postgresql://odoo@/postgres?host={cluster.sockets}")
    variables, server = postgres.open_connection()
    assert (variables["PGHOST"], variables["PGUSER"], server) == (
        str(cluster.sockets),
        "odoo",
        None,
    )


def test_a_named_postgresql_that_does_not_answer_is_one_sentence(state, monkeypatch):
    monkeypatch.setenv("PGHOST", str(state))
    with pytest.raises(Problem, match="does not answer.*correct PGHOST or DATABASE_URL"):
        postgres.open_connection()


def test_the_parts_of_an_address_are_told_apart(state, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://la:p%40ss@db.example.org:6543/x")
    assert postgres.read_named_connection() == {
        "PGHOST": "db.example.org",
        "PGPORT": "6543",
        "PGUSER": "la",
        "PGPASSWORD": "p@ss",
    }


@pytest.mark.parametrize("url", ["garbage", "postgres://u:geheim@h:notaport/x", "mysql://h/x", "postgresql:///x"])
def test_an_address_that_names_no_postgresql_is_refused_without_showing_it(state, monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(Problem, match="DATABASE_URL is no address") as refused:
        postgres.open_connection()
    assert url not in str(refused.value)


def test_a_folder_that_is_no_cluster_is_refused_and_left_as_it_is(cluster):
    cluster.data.mkdir()
    (cluster.data / "precious").touch()
    with pytest.raises(Problem, match="has no mark of La-Lisa"):
        cluster.start_server()
    assert [path.name for path in cluster.data.iterdir()] == ["precious"]
