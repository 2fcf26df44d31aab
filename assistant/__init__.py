"""The Safeguarding Reports Assistant: cited answers from the joint chief inspectors' reports."""

from assistant.offline import go_offline

go_offline()

__version__ = "0.1.0"
