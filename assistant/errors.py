"""The failures that a user can act on; each message says what is wrong and what to do.

AssistantError
├── SettingsError      an environment variable has an unknown or malformed value
├── QuestionError      the question is empty or too long
├── IndexNotBuilt      there is no index, or it does not match the corpus
├── CorpusError        a report or paragraph file is missing, unreadable or altered
├── ModelUnavailable   embedding model or LLM cannot be used
└── StoreError         conversations, quizzes or exports cannot be read or written
"""


class AssistantError(Exception):
    """Base of all failures that are shown to the user as one sentence."""


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
