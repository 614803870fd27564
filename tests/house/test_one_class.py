"""A model has one class in an addon; what it does is said once, in the class or in one of its mixins."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ADDONS = Path(__file__).resolve().parents[2] / "addons"
# What only the model's own class may define.
OWN = {"create", "write", "unlink"}


@dataclass
class ModelClass:
    """One class of a model in an addon, as its source has it.

    :param model: the model that it defines or extends
    :param inherits: further models named in `_inherit`
    :param methods: names of the methods in its body
    :param extends: whether the model is there already, of this addon or another
    """

    model: str
    place: str
    inherits: tuple = ()
    methods: list = field(default_factory=list)
    abstract: bool = False
    extends: bool = False


def classes_of(addon):
    """Read the model classes of an addon; its tests' own are not among them.

    :return: list of `ModelClass`
    """
    found = []
    for path in sorted((ADDONS / addon).rglob("*.py")):
        if {"tests", "migrations"}.isdisjoint(path.parts):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef) and (one := _read_class(node, path)):
                    found.append(one)
    return found


def _read_class(node, path):
    said = {
        part.targets[0].id: ast.literal_eval(part.value)
        for part in node.body
        if isinstance(part, ast.Assign) and getattr(part.targets[0], "id", "") in ("_name", "_inherit")
    }
    inherits = said.get("_inherit", ())
    inherits = (inherits,) if isinstance(inherits, str) else tuple(inherits)
    model = said.get("_name") or (inherits[0] if inherits else None)
    if not model:
        return None
    return ModelClass(
        model,
        f"{path.relative_to(ADDONS)}:{node.lineno}",
        tuple(one for one in inherits if one != model),
        [part.name for part in node.body if isinstance(part, ast.FunctionDef)],
        any("AbstractModel" in ast.unparse(base) for base in node.bases),
        model in inherits,
    )


def find_stacks(addon):
    """List what is said twice of a model in one addon.

    :return: list of sentences
    """
    by_model = defaultdict(list)
    for one in classes_of(addon):
        by_model[one.model].append(one)
    found = []
    for model, classes in by_model.items():
        if len(classes) > 1:
            found.append(f"{model} has {len(classes)} classes: {', '.join(one.place for one in classes)}")
        parts = [*classes, *_find_mixins(classes, by_model)]
        defined = defaultdict(list)
        for part in parts:
            for name in part.methods:
                defined[name].append(part.place)
        found += [f"{model}.{name} is defined at {' and '.join(at)}" for name, at in defined.items() if len(at) > 1]
    # A class that some other of the addon inherits is a mixin: life and death are not its matter.
    inherited = {name for one in by_model.values() for each in one for name in each.inherits}
    for name in inherited & set(by_model):
        for one in by_model[name]:
            if one.abstract and (own := OWN & set(one.methods)):
                found.append(f"the mixin {name} defines {', '.join(sorted(own))} ({one.place})")
    return found


def _find_mixins(classes, by_model):
    """Collect the abstract classes of the addon that stand behind some classes, however far."""
    found = []
    for name in dict.fromkeys(name for one in classes for name in one.inherits):
        behind = [one for one in by_model.get(name, ()) if one.abstract]
        found += [*behind, *_find_mixins(behind, by_model)]
    return found


ALL = sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


@pytest.mark.parametrize("addon", ALL)
def test_each_model_has_one_class_in_its_addon_and_each_method_one_definition(addon):
    assert not find_stacks(addon)


def test_a_name_is_given_to_a_model_by_one_addon_alone():
    """A second addon that gives it again, and does not extend it, would put its own model in the other's place."""
    given = defaultdict(set)
    for addon in ALL:
        for one in classes_of(addon):
            if not one.extends:
                given[one.model].add(addon)
    assert not {model: sorted(addons) for model, addons in given.items() if len(addons) > 1}


def test_a_stack_is_found(tmp_path, monkeypatch):
    models = tmp_path / "lalisa_example" / "models"
    models.mkdir(parents=True)
    (models / "one.py").write_text(
        "class Mixin(models.AbstractModel):\n    _name = 'x.part'\n    def create(self): pass\n"
        "    def _say(self): pass\n"
        "class One(models.Model):\n    _name = 'x'\n    _inherit = ['x.part']\n    def _say(self): pass\n"
    )
    (models / "two.py").write_text("class Two(models.Model):\n    _inherit = 'x'\n")
    monkeypatch.setattr(f"{__name__}.ADDONS", tmp_path)
    found = "\n".join(find_stacks("lalisa_example"))
    assert "x has 2 classes" in found and "x._say is defined at" in found and "x.part defines create" in found
