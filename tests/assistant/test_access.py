"""Passwords are hashed, names have roles, and without them only this computer is listened to."""

from __future__ import annotations

import stat

import pytest

from assistant.access import (
    GLANCE,
    AccountsFile,
    Role,
    check_address,
    is_loopback,
    password_line,
    read_accounts,
    set_password,
)
from assistant.errors import SettingsError
from assistant.settings import Settings

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path):
    path = tmp_path / "auth"
    set_password(path, "anna", PASSWORD)
    set_password(path, "ben", "another long password")
    return path


def test_the_file_holds_no_password_and_is_the_owners_alone(accounts):
    assert PASSWORD not in accounts.read_text()
    assert stat.S_IMODE(accounts.stat().st_mode) == 0o600


def test_the_right_password_and_no_other_is_admitted(accounts):
    held = read_accounts(accounts)
    assert held.admits("anna", PASSWORD)
    assert not held.admits("anna", PASSWORD + " ")
    assert not held.admits("ben", PASSWORD)
    assert not held.admits("nobody", "")


def test_a_new_password_replaces_the_old_one(accounts):
    set_password(accounts, "anna", "quite a new password")
    held = read_accounts(accounts)
    assert held.admits("anna", "quite a new password")
    assert not held.admits("anna", PASSWORD)
    assert held.admits("ben", "another long password")


@pytest.mark.parametrize(
    ("name", "password"), [("an na", PASSWORD), ("a:b", PASSWORD), ("a", "short")]
)
def test_bad_names_and_short_passwords_are_refused(name, password):
    with pytest.raises(SettingsError):
        password_line(name, password)


@pytest.mark.parametrize(
    "line", ["anna:secret", "anna:md5:00:00", "anna:scrypt:zz:zz", "", "# none"]
)
def test_a_malformed_file_names_its_line_or_says_it_is_empty(tmp_path, line):
    path = tmp_path / "auth"
    path.write_text(line + "\n")
    with pytest.raises(SettingsError, match=r"line 1|no account"):
        read_accounts(path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "localhost", "::1"])
def test_this_computer_needs_no_password(host):
    assert is_loopback(host)
    check_address(Settings(host=host))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_other_addresses_need_one_or_an_explicit_word(host):
    with pytest.raises(SettingsError, match="ASSISTANT_AUTH"):
        check_address(Settings(host=host))
    check_address(Settings(host=host, auth="accounts"))
    check_address(Settings(host=host, listen_without_auth=True))


def old_line(name):
    """A line as it was written before there were roles."""
    line = password_line(name, PASSWORD)
    assert line.count(":") == 3
    return line


def roles(path):
    held = read_accounts(path)
    return {name: held.role(name).value for name in held.held}


def test_the_first_account_is_an_administrator_and_later_ones_are_readers(accounts):
    assert roles(accounts) == {"anna": "administrator", "ben": "reader"}
    assert read_accounts(accounts).administrators == ("anna",)
    assert read_accounts(accounts).role("nobody") is Role.READER


def test_a_role_can_be_given_and_is_kept_with_a_new_password(accounts):
    set_password(accounts, "ben", PASSWORD, Role.ADMINISTRATOR)
    set_password(accounts, "anna", PASSWORD, Role.READER)
    set_password(accounts, "ben", "quite a new password")
    assert roles(accounts) == {"anna": "reader", "ben": "administrator"}


def test_of_lines_without_a_role_the_first_is_the_administrator(tmp_path):
    path = tmp_path / "auth"
    path.write_text(f"# ours\n{old_line('anna')}\n{old_line('ben')}\n")
    assert roles(path) == {"anna": "administrator", "ben": "reader"}
    assert read_accounts(path).admits("ben", PASSWORD)


def test_a_named_administrator_makes_every_line_without_a_role_a_reader(tmp_path):
    path = tmp_path / "auth"
    path.write_text(f"{old_line('anna')}\n{old_line('ben')}:administrator\n")
    assert roles(path) == {"anna": "reader", "ben": "administrator"}


@pytest.mark.parametrize("name", ["anna", "ben", "cleo"])
def test_setting_a_password_changes_nobodys_role(tmp_path, name):
    path = tmp_path / "auth"
    path.write_text(f"# ours\n{old_line('anna')}\n{old_line('ben')}\n")
    set_password(path, name, "quite a new password")
    assert roles(path) == {"anna": "administrator", "ben": "reader"} | (
        {"cleo": "reader"} if name == "cleo" else {}
    )
    assert path.read_text().startswith("# ours\nanna:")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_malformed_line_can_be_mended_by_setting_its_password(tmp_path):
    path = tmp_path / "auth"
    path.write_text(f"{old_line('anna')}\nben:secret\n")
    set_password(path, "ben", "quite a new password")
    assert roles(path) == {"anna": "administrator", "ben": "reader"}


def test_a_role_that_is_none_is_named(tmp_path):
    path = tmp_path / "auth"
    path.write_text(f"{old_line('anna')}:boss\n")
    with pytest.raises(SettingsError, match="line 1: 'boss' is neither administrator nor reader"):
        read_accounts(path)


def test_the_file_is_read_again_when_it_has_changed_but_looked_at_once_a_second(accounts):
    now = [0.0]
    file = AccountsFile(accounts, lambda: now[0])
    set_password(accounts, "anna", "quite a new password")
    assert file.current().admits("anna", PASSWORD)
    now[0] += GLANCE
    assert file.current().admits("anna", "quite a new password")
    assert file.current() is file.current()


@pytest.mark.parametrize("spoil", ["broken", "gone", "empty"])
def test_a_spoilt_file_keeps_the_accounts_and_says_so_once(accounts, caplog, spoil):
    now = [0.0]
    file = AccountsFile(accounts, lambda: now[0])
    held = accounts.read_text()
    if spoil == "gone":
        accounts.unlink()
    else:
        accounts.write_text("anna:secret\n" if spoil == "broken" else "")
    for _ in range(3):
        now[0] += GLANCE
        assert file.current().admits("anna", PASSWORD)
    assert len(caplog.records) == 1
    assert "accounts read before" in caplog.text
    accounts.write_text("".join(line for line in held.splitlines(True) if "anna" not in line))
    now[0] += GLANCE
    assert "anna" not in file.current().held
