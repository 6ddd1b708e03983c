# Every target sets up what it needs: git, make and Python 3.11 or newer are enough.
# As root on Debian, missing system packages are installed with apt-get.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
UV_VERSION := 0.13.9
VENV := .venv
RUN := $(VENV)/bin/python
export PYTHONDONTWRITEBYTECODE :=
unexport VIRTUAL_ENV

.PHONY: help setup demo test check bench run pictures looks clean
help:
	@grep -E '^## ' Makefile | sed 's/^## //'

$(VENV)/.ready: pyproject.toml uv.lock
	@./.ci/bootstrap "$(PYTHON)" "$(VENV)" "$(UV_VERSION)"
	@touch $@

setup: $(VENV)/.ready

## demo   the whole product on this machine, without Telegram (PORT=8080)
demo: setup
	@$(RUN) -m bot demo

## test   checks and the test-suite, on SQLite and PostgreSQL
test: check
	@$(RUN) -m pytest -n 4 $(ARGS)

## check  formatting, lint, types, import contract
check: setup
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports --no-logo 2>/dev/null || $(VENV)/bin/lint-imports

## bench  speed and size, as ratios
bench: setup
	@UV_PROJECT_ENVIRONMENT=$(VENV) $(VENV)/bin/uv sync --locked --quiet --inexact --group bench --compile-bytecode
	@$(RUN) -m bench $(ARGS)

## campaign  the long campaigns (hours; name one in ARGS); results belong into docs/reliability.md
campaign: setup
	@YINGSHENG_CAMPAIGN=long $(RUN) -m pytest tests/campaigns tests/models/test_cancellation.py $(ARGS)

## run    the bot against real Telegram, with your settings
run: setup
	@$(RUN) -m bot run

## pictures  the README's pictures, taken from the running demo (needs Chromium)
pictures: setup
	@PYTHONPATH=. $(RUN) tests/page/pictures.py

## looks  every screen of the page as a picture, to be looked at (FOLDER=…, ARGS=languages)
FOLDER ?= var/looks
looks: setup
	@PYTHONPATH=.:tests $(RUN) tests/page/looks.py $(FOLDER) $(ARGS)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache var
