"""The README says what is true: settings, record keys and files it names."""

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.record import SCHEMA
from assistant.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_every_setting_is_documented(field: str) -> None:
    assert f"`{PREFIX}{field.upper()}`" in README


def test_every_documented_setting_exists() -> None:
    documented = set(re.findall(rf"{PREFIX}[A-Z_]+[A-Z]", README))
    assert documented == {PREFIX + field.name.upper() for field in fields(Settings)}


@pytest.mark.parametrize("key", sorted(json.loads(SCHEMA.read_text("utf-8"))["properties"]))
def test_every_key_of_the_record_is_documented(key: str) -> None:
    assert f"`{key}`" in README


def test_linked_files_exist() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_an_unknown_setting_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match="ASSISTANT_PROT is not a setting"):
        read_settings({"ASSISTANT_PROT": "1"})


@pytest.mark.parametrize(
    ("name", "text"), [("ASSISTANT_PORT", "abc"), ("ASSISTANT_ANNOTATIONS", "maybe")]
)
def test_a_malformed_setting_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: text})


def test_settings_are_read_from_their_variables() -> None:
    settings = read_settings(
        {"ASSISTANT_PORT": "8000", "ASSISTANT_ANNOTATIONS": "no", "HOME": "/x"}
    )
    assert (settings.port, settings.annotations) == (8000, False)


def test_every_test_that_watches_a_fault_exists() -> None:
    told = (ROOT / "docs" / "faults.md").read_text("utf-8")
    named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", told)
    assert len(named) > 50
    missing = [
        f"{file}::{test}"
        for file, test in named
        if not (ROOT / file).exists() or f"def {test}(" not in (ROOT / file).read_text("utf-8")
    ]
    assert missing == []
