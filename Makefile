# Baton: every target sets up what it needs by itself. `make` alone prints this help.

PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	2>/dev/null && echo $$name && break; done)
BIN := .venv/bin
export BATON_DATA ?= $(CURDIR)/.baton
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export DO_NOT_TRACK := 1
# Python keeps what it compiles, also where the shell forbids it: every process would compile again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help demo test quick test-all check docs bench format lock clean

help:  ## Print this help
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 16

demo: .venv/run.stamp  ## Run the exit in examples/ from start to packs; they land in packs/
	@$(BIN)/baton demo --out packs

test: .venv/dev.stamp  ## Run all tests; those about databases on SQLite and PostgreSQL
	@$(BIN)/pytest -n 2 --dist loadgroup

quick: .venv/dev.stamp  ## Run the quick tests: no engine, PostgreSQL, drawing, endless input, processes
	@$(BIN)/pytest -n 2 --dist loadgroup --databases sqlite \
		-m "not engine and not drawing and not processes and not slow"

test-all: .venv/dev.stamp  ## Run all tests that have a database on both
	@$(BIN)/pytest -n 2 --dist loadgroup --databases all

check: .venv/dev.stamp  ## Format, lint, types, the arrows of the house, sizes, pages that follow from the code
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/python .ci/sizes.py
	@$(BIN)/python .ci/pages.py

docs: .venv/dev.stamp  ## Write what follows from the code: settings, states, API, sentences to translate
	@for page in services.settings_page services.state_diagrams portal.web.api_description \
	services.catalogues; do $(BIN)/python -m $$page || exit 1; done

bench: .venv/dev.stamp  ## Measure; docs/benchmarks.md keeps the numbers
	@$(BIN)/python -m bench

format: .venv/dev.stamp  ## Format the code and mend what lint can mend
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

lock: .venv/dev.stamp  ## Lock the dependencies again (needs uv; no index address is written)
	@sh .ci/lock

clean:  ## Remove what make made; packs and the data folder stay
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache

# A runtime is enough for demo; check and test want the tools as well.
.venv/run.stamp: requirements.lock pyproject.toml .ci/setup
	@sh .ci/setup "$(PYTHON)" requirements.lock
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml .ci/setup
	@sh .ci/setup "$(PYTHON)" requirements-dev.lock
	@touch .venv/run.stamp $@
