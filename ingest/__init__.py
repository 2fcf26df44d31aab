"""Ingestion: report files become paragraphs, vectors and the search index."""
