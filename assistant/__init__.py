"""The Safeguarding Reports Assistant: cited answers from the joint chief inspectors' reports."""

__version__ = "0.1.0"
