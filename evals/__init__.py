"""Evaluation: question sets, measures, runs and their comparison."""

from assistant.offline import go_offline

go_offline()
