# Every target creates .venv by itself; the stamp files make the second run quick.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help demo test test-full serve bench page lint train clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(VENV)/.base: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) -e .
	touch $@

$(VENV)/.dev: $(VENV)/.base
	$(PIP) -e '.[dev]'
	touch $@

$(VENV)/.train: $(VENV)/.base
	$(PIP) -e '.[train]'
	touch $@

demo: $(VENV)/.base  ## real questions through the router and the experts, with their traces
	$(BIN)/python -m mrkl_apps.cli.demo

test: $(VENV)/.dev  ## the tests, under 12 minutes
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not slow" --cov --cov-report=term

test-full: $(VENV)/.dev  ## the tests and the long suites
	$(BIN)/python -m pytest -q --cov --cov-report=term

$(VENV)/.bench: $(VENV)/.base
	$(PIP) -e '.[bench,train]'
	touch $@

serve: $(VENV)/.base  ## the chat page and the REST interface on 127.0.0.1:8000
	$(BIN)/mrkl serve

page:  ## rebuild the chat page and test its parts (needs Node 20 and npm)
	cd apps/mrkl_apps/web/page && npm ci && npm run build && npm test

lint: $(VENV)/.dev  ## formatting, style, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.bench  ## every claim, measured; writes bench/RESULTS.md
	$(BIN)/python -m bench.run_all

train: $(VENV)/.train  ## rebuild the router's weights from MRKL_DATA (default ../shared/data)
	$(BIN)/python -m mrkl_router.training

clean:
	rm -rf $(VENV) .cache
