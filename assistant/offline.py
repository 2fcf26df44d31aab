"""Telemetry and hub access switched off for every library, before any of them is imported.

The only list of these switches. `assistant`, `ingest` and `evals` set them when the package is
imported, and app.py imports `assistant` first: so they are set before the imports of whichever
module is started, and in every process that one starts. Some libraries read theirs on import, and
onnxruntime, which is native code, would report to its vendor some seconds after its first use.
"""

from __future__ import annotations

import os
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent / "data" / "cache" / "libraries"

SWITCHES = {
    "DO_NOT_TRACK": "1",
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_DATASETS_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "RAGAS_DO_NOT_TRACK": "true",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "ANONYMIZED_TELEMETRY": "False",
    "CHROMA_OTEL_COLLECTION_ENDPOINT": "",
    "OTEL_SDK_DISABLED": "true",
    "LANGSMITH_TRACING": "false",  # comes with ragas; would send whole questions
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "RAY_USAGE_STATS_ENABLED": "0",
    "TOKENIZERS_PARALLELISM": "false",
    "OMP_WAIT_POLICY": "PASSIVE",  # spinning threads make a busy two-core machine crawl
    # What libraries keep lies with the product's own cache, not in the home folder.
    "XDG_CACHE_HOME": str(KEPT),
    "XDG_CONFIG_HOME": str(KEPT),
    "XDG_DATA_HOME": str(KEPT),
    "XDG_STATE_HOME": str(KEPT),
}


def go_offline() -> None:
    """Set every switch for this process and its children."""
    os.environ.update(SWITCHES)
