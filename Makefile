# The two commands of the README: `make app` and `make test`. Each installs only what is missing.
SHELL := /bin/bash
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 7860
export OMP_NUM_THREADS ?= 2
.PHONY: app test check install ingest evals clean

app: .venv/.app
	@.venv/bin/python -m ingest --if-needed
	@ASSISTANT_PORT=$(PORT) .venv/bin/python app.py

test: .venv/.test
	.venv/bin/python -m pytest

check: .venv/.test
	.venv/bin/ruff check . && .venv/bin/mypy

ingest: .venv/.app
	.venv/bin/python -m ingest

install: .venv/.test

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/.app: .venv/bin/python pyproject.toml constraints.txt
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[evals]'
	@touch $@

.venv/.test: .venv/.app
	.venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[evals,dev]'
	@touch $@
