"""Ingestion: report files become paragraphs, vectors and the search index."""

from assistant.offline import go_offline

go_offline()
