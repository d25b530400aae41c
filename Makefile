# `make demo` shows the house, `make test` proves it. See README.md.

PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: demo test check fmt shell bench lock map

demo: .venv/run.stamp
	@exec $(BIN)/citycard demo $(if $(FRESH),--fresh)

test: export PYTHONDONTWRITEBYTECODE := # compiled once, not by every worker and every process that a test starts
test: .venv/dev.stamp
	@.ci/need browser
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/basedpyright
	$(BIN)/lint-imports
	CITYCARD_DATA_DIR=.var/check $(BIN)/citycard django makemigrations --check --dry-run
	CITYCARD_DATA_DIR=.var/check $(BIN)/citycard check
	$(BIN)/djlint citycard --lint --quiet
	CITYCARD_DATA_DIR=.var/check $(BIN)/citycard map --check

fmt: .venv/dev.stamp
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/citycard map

shell: .venv/run.stamp
	@$(BIN)/citycard shell

bench: .venv/dev.stamp
	$(BIN)/python -m bench

map: .venv/run.stamp
	$(BIN)/citycard map

lock: .venv/dev.stamp
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -c requirements.lock requirements-dev.in -o requirements-dev.lock

.venv/made.stamp:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "citycard needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	@PYTHON=$(PYTHON) .ci/need venv
	$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/made.stamp requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
