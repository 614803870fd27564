"""Every place in the launcher that can take something away has a proof of ownership, in words.

The places are found in the syntax tree: a new one without an entry here fails.
"""

import ast

from lalisa_cli.home import REPO

FOLDERS = (REPO / "bench", REPO / "lalisa_cli")
# Calls by these names take something away or put something over another.
TAKING = {
    "rmtree",
    "unlink",
    "rmdir",
    "removedirs",
    "remove",
    "rename",
    "renames",
    "move",
    "truncate",
    "drop_database",
    "remove_ours",
    "rename_whole",
}
# So do texts that PostgreSQL, or a program, is given.
WORDS = ("dropdb", "DROP ", "RENAME TO", "TRUNCATE ", "DELETE FROM", "rm -")

MARKED = "its `.ok` is ours, or it is empty: remove_ours refuses everything else"
WORK = "mkdtemp made it in this very call, under a name that nobody else has"
DRAWN = "its name was drawn at random in `_create_marked` and written down before it was made"
DROP = "Databases.drop_database asks for the mark `being made` of this LALISA_HOME, or a throw-away cluster of it"
PROOFS = {
    ("backup.py", "write_backup", "part.rename"): "_find_free_name chose a name that no backup in the folder has",
    ("backup.py", "write_backup", "part.unlink"): "_find_free_name chose it; only this command writes there",
    (
        "bench/board.py",
        "_fill_database",
        "mark.unlink",
    ): "a file of the bench in LALISA_HOME/bench, about a copy it makes anew",
    ("bench/place.py", "Place.make_copy", "databases.drop_database"): DROP,
    ("bench/place.py", "Place.make_peer_database", "self.peer.drop_database"): DROP,
    ("bench/serving.py", "make_ceiling", "databases.drop_database"): DROP,
    ("bench/serving.py", "serve_database", "log.unlink"): "the log of the bench's own server in LALISA_HOME/bench",
    ("database.py", "Databases._install_addons", "self.drop_database"): DROP,
    ("database.py", "Databases._create_marked", "'dropdb'"): DRAWN,
    ("database.py", "Databases._create_marked", "'RENAME TO'"): DRAWN + "; PostgreSQL renames over nothing",
    ("database.py", "Databases.copy_database", "self.drop_database"): DROP,
    ("database.py", "Databases.drop_database", "'dropdb'"): "the mark was read two lines before",
    ("database.py", "Databases.drop_database", "shutil.rmtree"): (
        "files of a database with that mark, below LALISA_HOME/data and never below LALISA_DATA_DIR"
    ),
    ("debian.py", "_fetch_from", "part.unlink"): "a download of ours in LALISA_HOME/cache; it has not the pinned hash",
    (
        "debian.py",
        "fetch_package",
        "part.rename",
    ): "over a file of that name in LALISA_HOME/cache without the pinned hash",
    ("fetch_odoo.py", "_unpack_odoo", "deb.unlink"): "a download in LALISA_HOME/cache with the pinned hash",
    (
        "home.py",
        "_make_begun_folder",
        "shutil.rmtree",
    ): "a name of mkdtemp's beside the target, with a mark of ours or empty",
    ("home.py", "make_folder", "remove_ours"): MARKED,
    ("home.py", "make_folder", "work.rename"): "onto a place that remove_ours has just cleared",
    ("home.py", "remove_ours", "shutil.rmtree"): MARKED,
    ("home.py", "make_work_folder", "shutil.rmtree"): WORK,
    ("marks.py", "Marked.rename_whole", "'RENAME TO'"): "PostgreSQL renames over nothing",
    ("marks.py", "get_identity", "part.unlink"): "a file that was made three lines before under a random name",
    ("npm.py", "_unpack_from_npm", "archive.unlink"): WORK,
    ("postgres.py", "Server._make_cluster", "remove_ours"): MARKED,
    (
        "postgres.py",
        "Server._make_cluster",
        "(work / 'cluster').rename",
    ): "onto a place that remove_ours has just cleared",
    ("postgres.py", "Server._launch_server", "lock.unlink"): (
        "the lock of the cluster in LALISA_HOME, whose server is not alive: _await_other looked"
    ),
    (
        "pytest_plugin.py",
        "_link_own_filestore",
        "shutil.rmtree",
    ): "files of a worker's own copy, below LALISA_HOME/test",
    ("python_env.py", "_build_environment", "remove_ours"): MARKED,
    ("reaper.py", "drop_databases", "databases.drop_database"): DROP,
    ("reaper.py", "drop_databases", "shutil.rmtree"): "files of the tests, below LALISA_HOME/test",
    ("reaper.py", "make_temporary_folder", "shutil.rmtree"): "named after this user and this LALISA_HOME",
    ("restore.py", "_add_files", "shutil.move"): "a file is named by its content: over the same or a damaged one",
    ("restore.py", "_place_key", "shutil.move"): "onto the same key, or where another was just kept aside",
    ("restore.py", "_place_key", "target.rename"): "to a name with the microsecond",
    ("restore.py", "_take_place", "databases.drop_database"): DROP,
    ("restore.py", "_take_place", "databases.rename_whole"): "PostgreSQL renames over nothing",
    ("restore.py", "restore_backup", "databases.drop_database"): DROP,
    ("server.py", "_rotate_log", "log.replace"): "over the log of the start before the last, by its own name",
    ("template.py", "_prepare_base", "databases.drop_database"): DROP,
    ("testing.py", "_run_pass", "report.unlink"): "pytest's report of the run before, in LALISA_HOME/test",
    ("updates.py", "store_value", "'DELETE FROM'"): "one parameter of ours, in a database that the caller may change",
}


def find_places():
    """Find {(file, function, call or word)} of all that can take something away."""
    for folder in FOLDERS:
        for path in sorted(folder.rglob("*.py")):
            # A file of the launcher itself is named without its folder.
            place = path.relative_to(folder if folder.name == "lalisa_cli" else REPO).as_posix()
            yield from _find_in(place, "", ast.parse(path.read_text()), set())


def _find_in(file, function, node, docstrings):
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
        first = node.body and node.body[0]
        if isinstance(first, ast.Expr):
            docstrings = docstrings | {id(first.value)}
        if not isinstance(node, ast.Module):
            function = f"{function}.{node.name}".lstrip(".")
    found = _name_taking(node)
    if found and id(node) not in docstrings:
        yield file, function, found
    for child in ast.iter_child_nodes(node):
        yield from _find_in(file, function, child, docstrings)


def _name_taking(node):
    """Name a node that takes something away, else None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return next((f"'{word.strip()}'" for word in WORDS if word in node.value), None)
    if isinstance(node, ast.Attribute) and node.attr in TAKING:
        return ast.unparse(node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TAKING:
        return node.func.id
    # str.replace takes two arguments, Path.replace and os.replace put one file over another.
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "replace":
        named = ast.unparse(node.func)
        return named if len(node.args) == 1 or named == "os.replace" else None
    return None


def test_every_place_that_takes_something_away_has_its_proof():
    found = set(find_places())
    assert not found - set(PROOFS), "a proof of ownership is missing"
    assert not set(PROOFS) - found, "a proof of something that is no longer there"


def test_the_search_finds_what_it_is_for():
    text = (
        'import os, shutil\ndef f(a):\n    """DROP nothing."""\n    shutil.rmtree(a)\n    os.replace(a, a)\n'
        "    a.replace('x', 'y')\n    a.run_program('dropdb', '--force')\n    a.replace(a)\n    run(key=a.unlink)\n"
    )
    found = [what for _file, _function, what in _find_in("x", "", ast.parse(text), set())]
    assert found == ["shutil.rmtree", "os.replace", "'dropdb'", "a.replace", "a.unlink"]
