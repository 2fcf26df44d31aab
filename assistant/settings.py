"""Settings as data: read once from an environment mapping, printed into every evaluation run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from assistant.errors import SettingsError

PREFIX = "ASSISTANT_"
BOUNDS: Mapping[str, tuple[float, float]] = {  # of every setting that is a number
    "port": (1, 65_535),
    "llm_seconds": (0.1, 3_600),
    "llm_context": (512, 10_000_000),
    "retention_days": (0, 36_500),  # 0: conversations are kept for ever
}
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """Every option; the variable of `index_dir` is ASSISTANT_INDEX_DIR, and so on."""

    data_dir: Path = ROOT / "data"
    library_dir: Path = ROOT / "data" / "library"  # the user's own reports
    index_dir: Path = ROOT / "data" / "index"
    state_dir: Path = ROOT / "data" / "state"  # conversations, feedback, quizzes
    chroma_url: str = ""  # a Chroma server; empty: embedded in index_dir
    embedding_model: str = "trained"  # or "all-MiniLM-L6-v2"
    annotations: bool = True
    host: str = "127.0.0.1"
    port: int = 7860
    auth: str = ""  # file with hashed passwords; empty: no login
    listen_without_auth: bool = False
    trusted_proxy: str = ""  # addresses of proxies whose X-Forwarded-For and -Proto are believed
    llm: str = "none"  # "none", "ollama:MODEL", "openai:MODEL"
    llm_url: str = ""
    llm_key: str = ""
    llm_seconds: float = 30.0
    llm_context: int = 8192  # tokens of the model's window
    allow_remote_llm: bool = False  # consent to send questions to another host
    local_numbers: str = ""  # local emergency numbers shown beside the national ones
    retention_days: int = 90
    store_conversations: bool = True

    def __post_init__(self) -> None:
        """Refuse a number outside its bounds; SettingsError names the variable."""
        for name, (least, most) in BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:  # also where it is no number at all (nan)
                raise SettingsError(
                    f"{PREFIX}{name.upper()}={value} must be from {least:g} to {most:.10g}."
                )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from variables that start with ASSISTANT_; SettingsError names the variable."""
    defaults = Settings()
    known = {PREFIX + field.name.upper(): field for field in fields(Settings)}
    values: dict[str, object] = {}
    for name, text in environment.items():
        if not name.startswith(PREFIX):
            continue
        if name not in known:
            raise SettingsError(
                f"{name} is not a setting. Known settings: {', '.join(sorted(known))}."
            )
        values[known[name].name] = _value(name, text, getattr(defaults, known[name].name))
    return Settings(**values)  # type: ignore[arg-type]


def _value(name: str, text: str, default: object) -> object:
    """The text as the type of the default; SettingsError where it does not fit."""
    if isinstance(default, bool):
        words = {"1": True, "true": True, "yes": True, "on": True}
        words |= {"0": False, "false": False, "no": False, "off": False, "": False}
        if text.lower() not in words:
            raise SettingsError(f"{name}={text!r} must be yes or no.")
        return words[text.lower()]
    if isinstance(default, Path):
        return Path(text).expanduser()
    if isinstance(default, int | float):
        try:
            return type(default)(text)
        except ValueError as error:
            raise SettingsError(f"{name}={text!r} must be a number.") from error
    return text
