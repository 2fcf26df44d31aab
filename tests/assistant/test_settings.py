"""Settings that are numbers stay within their bounds, whoever sets them."""

from __future__ import annotations

from dataclasses import fields

import pytest

from assistant.errors import SettingsError
from assistant.settings import BOUNDS, PREFIX, Settings, read_settings

NUMBERS = [
    field.name for field in fields(Settings) if type(getattr(Settings(), field.name)) in (int, float)
]


def test_every_setting_that_is_a_number_has_bounds():
    assert set(BOUNDS) == set(NUMBERS)


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_outside_its_bounds_is_refused_by_name(name):
    least, most = BOUNDS[name]
    variable = PREFIX + name.upper()
    for value in (least - 1, most + 1, -(10**30), 10**30):
        with pytest.raises(SettingsError, match=variable):
            read_settings({variable: str(value)})
    for value in (least, most):
        assert getattr(read_settings({variable: str(value)}), name) == value


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize("text", ["", "nan", "inf", "-inf", "1e999", "five", "--5"])
def test_what_is_no_number_is_refused_by_name(name, text):
    variable = PREFIX + name.upper()
    with pytest.raises(SettingsError, match=variable):
        read_settings({variable: text})


def test_minus_five_days_are_refused_before_anything_is_deleted():
    with pytest.raises(SettingsError, match="ASSISTANT_RETENTION_DAYS=-5 must be from 0"):
        read_settings({"ASSISTANT_RETENTION_DAYS": "-5"})
    with pytest.raises(SettingsError, match="ASSISTANT_RETENTION_DAYS"):
        Settings(retention_days=-5)
