"""Telemetry and hub access switched off for every library, before any of them is imported."""

from __future__ import annotations

import os

SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "RAGAS_DO_NOT_TRACK": "true",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_WAIT_POLICY": "PASSIVE",  # spinning threads make a busy two-core machine crawl
}


def go_offline() -> None:
    """Set every switch for this process and its children; entry points call this first."""
    os.environ.update(SWITCHES)
