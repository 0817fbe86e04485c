"""Rules about the code itself."""

import ast
import io
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command

from raknaq.setup import cluster

ROOT = Path(__file__).parents[2]
APPS = ("raknaq", "plans", "inventory", "maps")
PYTHON = [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
SQL = [path for app in APPS for path in (ROOT / app).rglob("*.sql")]


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split()]


@pytest.mark.parametrize("path", SQL, ids=lambda path: path.stem)
def test_every_sql_file_is_named_by_a_module_beside_it(path: Path) -> None:
    named = f'"{path.stem}"'
    beside = [p for p in path.parents[1].glob("*.py") if named in p.read_text(encoding="utf-8")]
    by_part = path.stem in ("q", "b")  # counted by the name of the part
    assert beside or by_part


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_query_is_written_in_python(path: Path) -> None:
    """Numbers and tiles are SQL files; only set-up statements may stand in code."""
    allowed = ("SELECT set_config", "SELECT 1 FROM pg_database")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.strip()
            query = re.match(r"(SELECT|INSERT|UPDATE|DELETE|WITH)\s", text)
            whole = query and re.search(r"\b(FROM|SET|INTO)\b", text)
            assert not whole or text.startswith(allowed), text


def test_every_setting_from_the_environment_is_documented() -> None:
    text = (ROOT / "raknaq/settings.py").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| ([A-Z_]+) ", text, re.MULTILINE))
    read = set(re.findall(r'(?:environ\.get|environ|_listed)[(\[]"([A-Z_]+)"', text))
    libraries = {"GDAL_LIBRARY_PATH", "GEOS_LIBRARY_PATH"}
    assert documented == read | libraries


def test_every_code_name_of_the_words_exists() -> None:
    """docs/words.md maps the legal terms to code names: each model and field it names is there."""
    from django.apps import apps

    text = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    models = {model.__name__: model for model in apps.get_models()}
    names = re.findall(r"`([A-Z][a-z]\w+)(?:\.(\w+))?`", text)
    assert len(names) > 20
    for model, field in names:
        assert model in models, model
        if field:
            assert models[model]._meta.get_field(field), (model, field)


def house(folder: Path) -> Path:
    """A copy of the code, for what writes into it: other tests read the real one meanwhile."""
    copy = folder / "house"
    for app in APPS:
        shutil.copytree(ROOT / app, copy / app, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def test_the_english_is_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    copy = house(tmp_path)
    settings.LOCALE_PATHS = [copy / "raknaq/locale"]
    monkeypatch.chdir(copy)
    path = copy / "raknaq/locale/en/LC_MESSAGES/django.po"
    catalogue = read_po(io.BytesIO(path.read_bytes()))
    call_command("makemessages", locale=["en"], no_obsolete=True, add_location="never", verbosity=0)
    collected = {message.id for message in read_po(io.BytesIO(path.read_bytes()))}
    assert {message.id for message in catalogue} == collected
    for message in catalogue:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert not message.id or (all(texts) and not message.fuzzy), message.id


def test_the_floors_are_kept_and_a_breach_is_seen(tmp_path: Path) -> None:
    """A deliberate import upwards and a module without a floor each break their contract."""
    copy = house(tmp_path)
    linter = [str(Path(sys.executable).with_name("lint-imports")), "--cache-dir", "cache"]
    assert subprocess.run(linter, cwd=copy, capture_output=True).returncode == 0
    with (copy / "plans/actions.py").open("a") as file:
        file.write("\nfrom inventory import models  # upwards\n")
    (copy / "maps/utils.py").touch()
    broken = subprocess.run(linter, cwd=copy, capture_output=True, text=True)
    assert broken.returncode != 0
    assert "plans.actions -> inventory" in broken.stdout
    assert "maps.utils" in broken.stdout


def test_no_file_names_a_package_host() -> None:
    for path in tracked("requirements*.txt", ".npmrc", "Makefile", "*.sh"):
        assert not re.search(r"https?://(?!127\.0\.0\.1)", path.read_text(encoding="utf-8")), path
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text(encoding="utf-8")


def test_each_dependency_has_its_reason() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    dependencies = tomllib.loads(text)["project"]["dependencies"]
    for dependency in dependencies:
        assert re.search(rf'^\s*"{re.escape(dependency)}",\s+# \w', text, re.MULTILINE), dependency


def test_no_map_text_is_parsed_as_html() -> None:
    """Leaflet's popups and tooltips render strings as HTML (design note trust.md, trap 13)."""
    for path in tracked("*.ts"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|bindPopup|outerHTML", text), path
        assert not re.search(r"bindTooltip\([\"'`]", text), path


def test_how_an_address_is_saved_to_is_named_once() -> None:
    """By `SAVES`, and a write without a version is answered by `version_missing`."""
    for written in ("require_http_methods(", "inventory/version_missing.html"):
        assert len([path for path in PYTHON if written in path.read_text(encoding="utf-8")]) == 1


def test_functions_are_short_and_modules_are_small() -> None:
    """An aim, kept with room: 60 lines a function and 420 a module are never exceeded."""
    for path in PYTHON:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 420, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 60, (path, node.name)


def test_public_functions_and_classes_say_what_they_are() -> None:
    for path in PYTHON:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef) or node.name[0] == "_":
                continue
            if "management" not in path.parts and path.name != "apps.py":
                assert ast.get_docstring(node), (path, node.name)


def test_the_compose_file_and_the_image_call_what_is_there() -> None:
    """They cannot run without a Docker engine: what they name must exist."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for folder in re.findall(r":/raknaq/(var/\S+)", compose):
        assert re.search(rf"mkdir -p [^&]*{folder}[^&]* && chown -R raknaq var", image), folder
    for script in re.findall(r"sh (raknaq/\S+)", compose):
        assert (ROOT / script).exists()
    for copied in re.findall(r"^COPY (?!--from|\. \.)(.+) \S+$", image, re.MULTILINE):
        assert all((ROOT / name).exists() for name in copied.split())


def test_the_cluster_lies_outside_the_checkout() -> None:
    assert not cluster.home().is_relative_to(ROOT)
    assert len(str(cluster.home() / "run" / ".s.PGSQL.5432")) <= 107
    assert os.path.commonpath([ROOT, cluster.home()]) == "/"


def test_a_clone_made_anew_in_the_same_place_has_a_cluster_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The earlier one's database may be of other migrations: it is left alone, and not met."""
    checkout = tmp_path / "raknaq"
    monkeypatch.setattr(cluster, "CHECKOUT", checkout)
    checkout.mkdir()
    first = cluster.home()
    assert cluster.home() == first
    shutil.rmtree(checkout)
    checkout.mkdir()
    assert cluster.home() != first
