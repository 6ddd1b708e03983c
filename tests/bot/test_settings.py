"""Settings: whatever is missing or wrong stops the start with one line that says which, why and how instead."""

from pathlib import Path

import pytest

from bot.logs import without_secrets
from bot.settings import EXAMPLES, PREFIX, SAMPLE_TOKEN, Settings, WrongSettings, read_settings

TOKEN = "123456789:" + "abcDEF123_-".ljust(35, "x")
SECRET = "s" * 32


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and nothing in the environment but a token."""
    monkeypatch.chdir(tmp_path)
    for name in EXAMPLES:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    monkeypatch.delenv(f"{PREFIX}FILE", raising=False)
    monkeypatch.setenv(f"{PREFIX}TOKEN", TOKEN)
    return tmp_path


def complaint() -> str:
    with pytest.raises(WrongSettings) as wrong:
        read_settings()
    line = str(wrong.value)
    assert "\n" not in line
    assert TOKEN not in line
    return line


def test_a_token_is_enough(elsewhere: Path) -> None:
    settings = read_settings()
    assert (settings.bot_id, settings.intake) == (123456789, "polling")
    assert (elsewhere / "var").is_dir(), "a bare machine needs no preparation"


WRONG = {
    "TOKEN": ("hello", "this is not a bot token"),
    "DATABASE_URL": ("mysql://root@localhost/x", "neither sqlite:// nor postgres://"),
    "API_BASE": ("api.telegram.org", "no http(s) address"),
    "INTAKE": ("carrier pigeon", "Input should be 'polling' or 'webhook'"),
    "WEBHOOK_PORT": ("high", "valid integer"),
    "LOG_LEVEL": ("LOUD", "Input should be"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_named_with_the_reason_and_an_example(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    value, why = WRONG[name]
    monkeypatch.setenv(f"{PREFIX}{name}", value)
    line = complaint()
    assert line.startswith(f"{PREFIX}{name}: ")
    assert why in line
    assert f"Example: {PREFIX}{name}=" in line


def test_the_token_is_missed_and_the_sample_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}TOKEN", SAMPLE_TOKEN)
    assert "sample token" in complaint()
    monkeypatch.delenv(f"{PREFIX}TOKEN")
    assert complaint().startswith(f"{PREFIX}TOKEN: it is missing. Example: ")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("sqlite://nowhere/at/all/desk.db", "does not exist"),
        ("sqlite://:memory:", "path of a file"),
        ("postgres://localhost:port/x", "port must be a number"),
        ("postgres://localhost", "names no database"),
        ("postgres://u:secret-word@h/x?colour=blue", "no option 'colour'"),
    ],
)
def test_an_address_that_leads_nowhere_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, url: str, why: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", url)
    line = complaint()
    assert line.startswith(f"{PREFIX}DATABASE_URL: ")
    assert why in line
    assert "secret-word" not in line


@pytest.mark.parametrize(
    ("url", "secret", "names"),
    [
        ("", SECRET, "WEBHOOK_URL"),
        ("http://bot.example.org/x", SECRET, "WEBHOOK_URL"),
        ("https://bot.example.org/x", "", "WEBHOOK_SECRET"),
        ("https://bot.example.org/x", "short", "WEBHOOK_SECRET"),
        ("https://bot.example.org/x", "!" * 32, "WEBHOOK_SECRET"),
        ("https://bot.example.org/x", "s" * 257, "WEBHOOK_SECRET"),
    ],
)
def test_a_webhook_needs_its_address_and_a_secret_that_telegram_takes(
    monkeypatch: pytest.MonkeyPatch, url: str, secret: str, names: str
) -> None:
    monkeypatch.setenv(f"{PREFIX}INTAKE", "webhook")
    monkeypatch.setenv(f"{PREFIX}WEBHOOK_URL", url)
    monkeypatch.setenv(f"{PREFIX}WEBHOOK_SECRET", secret)
    line = complaint()
    assert line.startswith(f"{PREFIX}{names}: ")
    assert not secret or f": {secret}" not in line


def test_a_misspelled_variable_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}WEBHOK_SECRET", SECRET)
    assert "Did you mean YINGSHENG_WEBHOOK_SECRET?" in complaint()


def test_other_variables_with_our_name_are_let_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}TEST_POSTGRES", "postgres://localhost/x")
    assert read_settings()


def write_file(folder: Path, content: bytes) -> Path:
    file = folder / "yingsheng.toml"
    file.touch(mode=0o600)
    file.write_bytes(content)
    return file


def test_the_environment_wins_over_the_file(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(elsewhere, b'log_level = "DEBUG"\nwebhook_port = 1\n')
    monkeypatch.setenv(f"{PREFIX}WEBHOOK_PORT", "2")
    settings = read_settings()
    assert (settings.log_level, settings.webhook_port) == ("DEBUG", 2)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"colour = 'blue'", "YINGSHENG_COLOUR: there is no such setting"),
        (b"intake = ", "yingsheng.toml: Invalid value"),
        (b"intake = '\xff'", "yingsheng.toml: "),
    ],
)
def test_a_file_that_is_wrong_is_named(elsewhere: Path, content: bytes, why: str) -> None:
    write_file(elsewhere, content)
    assert complaint().startswith(why)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_file_that_others_may_read_is_refused_with_the_way_to_mend_it(elsewhere: Path, mode: int) -> None:
    write_file(elsewhere, b'log_level = "DEBUG"').chmod(mode)
    assert "others on this machine may read it. Example: chmod 600 yingsheng.toml" in complaint()


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}FILE", "elsewhere.toml")
    assert "there is no file elsewhere.toml" in complaint()


def test_a_folder_that_cannot_be_made_is_named(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "taken").write_text("a file")
    monkeypatch.setenv(f"{PREFIX}STATE_DIR", "taken")
    assert complaint().startswith("taken: ")


def test_settings_hold_still_and_keep_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}WEBHOOK_SECRET", SECRET)
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", "postgres://u:pass-word@h/x")
    settings = read_settings()
    for shown in (repr(settings), str(settings), repr(settings.model_dump()), settings.model_dump_json()):
        assert not any(secret in shown for secret in (TOKEN, SECRET, "pass-word"))
    with pytest.raises(ValueError, match="frozen"):
        settings.token = settings.token  # type: ignore[misc]


def test_every_setting_of_an_operator_has_an_example_that_works() -> None:
    examples = {name: line.partition("=")[2] for name, line in EXAMPLES.items()}
    given = examples | {"token": TOKEN, "webhook_secret": SECRET}
    assert Settings.model_validate(given)
    assert set(EXAMPLES) == set(Settings.model_fields) - {"webhook_host"}


def test_an_example_survives_the_redaction_of_what_is_printed() -> None:
    assert "<token>" not in without_secrets("\n".join(EXAMPLES.values()))
