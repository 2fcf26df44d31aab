"""The failures that a user can act on; each message says what is wrong and what to do.

AssistantError
├── SettingsError      an environment variable has an unknown or malformed value
├── QuestionError      the question is empty or too long
├── IndexNotBuilt      there is no index, or it does not match the corpus
├── CorpusError        a report or paragraph file is missing, unreadable or altered
├── ModelUnavailable   embedding model or LLM cannot be used
├── StoreError         conversations, quizzes or exports cannot be read or written
└── NotAllowed         only an administrator may do this
"""

from assistant.server_paths import without_paths


class AssistantError(Exception):
    """Base of all failures that are shown to the user as one sentence.

    The sentence itself is for the command line, where the path of a file helps; pages and
    programs are told `public`. `public` may be given where cutting out paths is not enough.
    """

    def __init__(self, sentence: str = "", *, public: str = "") -> None:
        """A failure in one sentence."""
        super().__init__(sentence)
        self._public = public

    @property
    def public(self) -> str:
        """What a page or a program may be told: nothing of where files lie on the server."""
        return without_paths(self._public or str(self))


class SettingsError(AssistantError):
    """A setting is unknown or malformed."""


class QuestionError(AssistantError):
    """The question cannot be asked as it stands."""


class IndexNotBuilt(AssistantError):
    """The index is missing or older than the corpus."""


class CorpusError(AssistantError):
    """A report or its paragraphs cannot be used."""


class ModelUnavailable(AssistantError):
    """A model cannot be loaded or does not answer."""


class StoreError(AssistantError):
    """Something of the user's cannot be read or saved."""


class NotAllowed(AssistantError):
    """The person has no right to do this."""
