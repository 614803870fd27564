"""Every command of a document is run by a test, or it is written here why not."""

import re
from pathlib import Path

import pytest

from tests.production import documented_commands as documents

# The sections that are held to it; None is all of the document.
CHECKED = {
    "README.md": None,
    "CONTRIBUTING.md": None,
    "CHANGELOG.md": None,
    "docs/installation.md": None,
    "docs/pemasangan.md": None,
    "docs/operations.md": None,
    "docs/pengoperasian.md": None,
}
# The same document in English and in Indonesian.
TWICE = [("docs/installation.md", "docs/pemasangan.md"), ("docs/operations.md", "docs/pengoperasian.md")]
# command: the test that runs it in words of its own
RUN_ELSEWHERE = {
    "odoo -u all --stop-after-init": "tests/upgrade/test_upgrade.py::test_the_upgrade_complains_of_nothing",
    "python3 -m lalisa_cli.release v<release> FILE.tar.gz": "tests/launcher/test_release.py::test_it_holds_the_commit_and_the_pinned_library_and_nothing_else",
    "./lalisa backup /mnt/cadangan": "tests/production/test_backup.py::test_a_backup_under_load_brings_the_emptied_office_back_by_lalisa_run",
    "./lalisa restore /mnt/cadangan": "tests/production/test_backup.py::test_a_backup_under_load_brings_the_emptied_office_back_by_lalisa_run",
    "./lalisa restore /mnt/cadangan --training": "tests/production/test_training_copy.py::test_the_outbox_of_a_training_copy_sends_nothing_whatever_its_users_switch_on",
    "./lalisa run": "tests/production/test_backup.py::test_an_office_made_without_the_launcher_goes_on_after_a_disaster",
    "./lalisa --help": "tests/launcher/test_command.py::test_help_names_every_command",
    "./lalisa test": "tests/launcher/test_testing.py::test_without_a_path_both_folders_run_by_workers_and_the_thorough_tests_are_left_out",
    "./lalisa test -k register": "tests/launcher/test_testing.py::test_without_a_path_both_folders_run_by_workers_and_the_thorough_tests_are_left_out",
    "./lalisa test addons/lalisa_complaint/tests/test_settings.py": "tests/launcher/test_testing.py::test_a_named_file_runs_whole_without_workers",
    "./lalisa test addons/lalisa_complaint/tests/test_settings.py -k zone": "tests/launcher/test_testing.py::test_a_named_file_runs_whole_without_workers",
    "./lalisa lint --help": "tests/launcher/test_command.py::test_each_command_explains_its_own_arguments",
    "./lalisa test tests/golden": "tests/launcher/test_testing.py::test_a_named_file_runs_whole_without_workers",
    "./lalisa test tests/house/test_circles.py -s": "tests/launcher/test_testing.py::test_a_named_file_runs_whole_without_workers",
    "./lalisa test tests/walk/test_commands.py": "tests/launcher/test_testing.py::test_a_named_file_runs_whole_without_workers",
    "./lalisa run --dev": "tests/launcher/test_run.py::test_an_edited_file_of_python_and_of_a_page_is_served_without_a_start",
    "./lalisa run --production": "tests/launcher/test_run.py::test_production_answers_at_the_very_port_that_was_asked_for",
    "./lalisa run --production --port N": "tests/launcher/test_run.py::test_production_answers_at_the_very_port_that_was_asked_for",
    "./lalisa odoo": "tests/launcher/test_run.py::test_odoos_own_command_line_works_beside_a_run",
    "./lalisa shell": "tests/launcher/test_run.py::test_odoos_own_command_line_works_beside_a_run",
    "./lalisa update": "tests/production/test_debian_installation.py::test_an_update_waits_for_the_service_brings_a_changed_addon_and_odoo_and_then_has_nothing_to_do",
    "./lalisa backup DIR": "tests/production/test_backup.py::test_a_backup_under_load_brings_the_emptied_office_back_by_lalisa_run",
    "./lalisa restore DIR": "tests/production/test_backup.py::test_a_backup_under_load_brings_the_emptied_office_back_by_lalisa_run",
    "restore --training": "tests/production/test_training_copy.py::test_the_outbox_of_a_training_copy_sends_nothing_whatever_its_users_switch_on",
    "odoo neutralize": "tests/production/test_training_copy.py::test_the_outbox_of_a_training_copy_sends_nothing_whatever_its_users_switch_on",
}
# command: why no test runs it
NOT_RUN = {
    "./lalisa test --all": "it runs this very test; .ci/run types it",
    "./lalisa lint": ".ci/run types it, before the tests",
    "./lalisa bench": "measures for an hour, with a peer from a public registry; test_command.py lists the benches",
    "./lalisa lint ruff": ".ci/run types it without the name",
    "./lalisa test addons/lalisa_complaint/tests/test_settings.py --pdb": "a person answers it",
    "./lalisa test addons/lalisa_complaint/tests/test_settings.py -k zone --trace": "a person answers it",
    "./lalisa shell < docs/catalogues.py": "writes into the checkout; test_translations.py compares what it writes",
    "./lalisa shell < docs/papers/make.py": "writes into the checkout",
    "./lalisa odoo -u lalisa_dispatch --stop-after-init": "an update of a trial, as tests/upgrade makes for an office",
    "./lalisa odoo -u lalisa_dispatch --i18n-overwrite --stop-after-init": "Odoo's own option of that update",
    "CHROMIUM=.lalisa/bin/chromium .lalisa/venv/bin/python docs/pictures/take.py http://127.0.0.1:8069 board": "writes into the checkout",
    "python3 -m venv .lalisa/pre-commit": "asks a public registry in its next line",
    ".lalisa/pre-commit/bin/pip install pre-commit": "asks a public registry",
    ".lalisa/pre-commit/bin/pre-commit install": "changes the checkout's git; test_lint.py holds what it calls",
    "python3 -m tests.planted": "hours: each fault has a run of the quick tests of its own; by hand before a release",
    "docker buildx imagetools inspect postgres:18.6-trixie": "asks a public registry",
    "docker compose --profile telegram up -d": "the poller asks Telegram; test_units.py starts its command",
    "certbot certonly --webroot -w /var/lib/lalisa-acme -d NAMA --deploy-hook /opt/lalisa/config/deploy-certificate": "asks a public issuer; test_containers.py answers for it on port 80 and runs the hook",
    "certbot renew --dry-run --run-deploy-hooks": "asks a public issuer",
    "docker compose run --rm -T backup lalisa restore --training": "test_training_copy.py tries such a copy; here it differs from the restore in one word",
}


def list_held():
    """Yield the commands of the sections that are checked."""
    for document, sections in CHECKED.items():
        for command in documents.commands_of(document):
            if sections is None or command.section in sections:
                yield command


def test_every_command_of_a_document_is_run_or_it_is_said_why_not():
    answered = documents.run_by_tests() | set(RUN_ELSEWHERE) | set(NOT_RUN)
    assert [command for command in list_held() if command.text not in answered] == []


def test_nothing_is_answered_for_that_no_document_says():
    said = {command.text for command in list_held()}
    assert (set(RUN_ELSEWHERE) | set(NOT_RUN)) - said == set()
    assert not set(RUN_ELSEWHERE) & set(NOT_RUN)
    assert [name for name in RUN_ELSEWHERE.values() if not documents.has_test(name)] == []


def test_no_command_is_broken_over_lines_within_a_sentence():
    """Pasted, its first line would be run alone."""
    assert [command for command in list_held() if command.broken] == []


@pytest.mark.parametrize(("english", "indonesian"), TWICE)
def test_a_document_in_two_languages_has_the_same_commands_and_files_in_the_same_order(english, indonesian):
    first, second = ([command.text for command in documents.commands_of(name)] for name in (english, indonesian))
    assert first == second
    # A comment of a shell is in the reader's language.
    first, second = (
        [match["text"] for match in documents.FENCE.finditer(text_of(name)) if match["language"] not in ("", "sh")]
        for name in (english, indonesian)
    )
    assert first == second
    assert f"({Path(indonesian).name})" in text_of(english)
    assert f"({Path(english).name})" in text_of(indonesian)


@pytest.mark.parametrize(("english", "indonesian"), TWICE)
def test_it_has_the_same_parts_and_names_the_same_things(english, indonesian):
    """A section, a row or a setting that only one of them has is a translation that was forgotten."""
    first, second = (text_of(name) for name in (english, indonesian))
    for part in (r"^#+ ", r"^\d+\. ", r"^ *- ", r"^\|"):
        assert len(re.findall(part, first, re.M)) == len(re.findall(part, second, re.M)), part
    # What stands in code within a sentence, but for the words of a sentence that another language says otherwise.
    assert sorted(documents.SENTENCE_CODE.findall(first)) == sorted(documents.SENTENCE_CODE.findall(second))


def text_of(document):
    return (documents.REPO / document).read_text()


def test_a_command_that_no_document_has_is_refused_and_words_are_replaced():
    with pytest.raises(AssertionError, match="rm -rf"):
        documents.read_documented("rm -rf /")
    with pytest.raises(AssertionError, match="NAMA"):
        documents.read_documented("./lalisa backup /mnt/cadangan", NAMA="x")
    said = documents.read_documented("./lalisa backup /mnt/cadangan", **{"/mnt/cadangan": "/tmp/b"})
    assert said == "./lalisa backup /tmp/b"


def test_fences_comments_and_sentences_are_read(tmp_path, monkeypatch):
    text = (
        "## A\n\n   ```sh\n   docker compose \\\n     up  # all\n   # not a command\n   ```\n"
        "```sql\nx y\n```\nuse `odoo -u\nall`, `x y`"
    )
    (tmp_path / "a.md").write_text(text)
    monkeypatch.setattr(documents, "REPO", tmp_path)
    found = [(command.section, command.text, command.broken) for command in documents.commands_of("a.md")]
    assert found == [("A", "docker compose up", False), ("A", "odoo -u all", True)]
