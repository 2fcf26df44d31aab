"""Evaluation: question sets, measures, runs and their comparison."""
