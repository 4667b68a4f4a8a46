# `make run` serves a demonstration, `make test` and `make check` are the law.

PY ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PYTHON := $(BIN)/python
INSTALL := $(PYTHON) -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all:
# Commands that only read the code need no secret key of their own.
MANAGE := SOSEK_DEMO=True $(PYTHON) manage.py

.PHONY: run test check lint types contracts deployment translations bench messages lock clean

run: export SOSEK_DEMO := True
run: export SOSEK_DEBUG := False
run: export PORT := $(PORT)
run: $(VENV)/.base
	@$(PYTHON) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || { \
	  echo "Port $(PORT) is not free; take another, for example: PORT=8080 make run"; exit 1; }
	@$(PYTHON) manage.py prepare
	@exec $(PYTHON) -m gunicorn sosek.wsgi --bind 127.0.0.1:$(PORT) \
	  --workers 2 --threads 4 --preload --no-control-socket

# In Chromium too, where there is one; SOSEK_REQUIRE_BROWSER=1 makes its absence a failure. One
# process for each core, each with a database of its own; PYTEST_ARGS="-n 0" runs all in one.
test: $(VENV)/.dev
	@$(MANAGE) compilepo
	@echo "== SQLite and Chromium"
	@DATABASE_URL= EXPECT_DB=sqlite $(PYTHON) -m pytest -n auto --dist worksteal $(PYTEST_ARGS)
	@echo "== PostgreSQL"
	@$(PYTHON) -m tests.with_postgres $(PYTHON) -m pytest -n auto --dist worksteal -m "not browser" $(PYTEST_ARGS)
	@echo "Passed on SQLite and on PostgreSQL."

# `make -k check` goes on after a failure.
check: lint types contracts deployment translations

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	find templates -name '*.html' -print0 | xargs -0 $(BIN)/djade --target-version 5.2 --check

types: $(VENV)/.dev
	SOSEK_DEMO=True $(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

# With the variables of production, and a data folder of its own, whose database is migrated and must
# then be one with which the server starts.
deployment: $(VENV)/.dev
	folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	  export DATABASE_URL= SOSEK_DATA_DIR="$$folder" SOSEK_HTTPS=True \
	    SOSEK_ALLOWED_HOSTS=sosek.example \
	    SOSEK_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))') && \
	  $(PYTHON) manage.py check --deploy --fail-level WARNING && \
	  $(PYTHON) manage.py makemigrations --check --dry-run && \
	  $(PYTHON) manage.py migrate --verbosity 0 && $(PYTHON) -c 'import sosek.wsgi'

translations: $(VENV)/.dev
	@$(MANAGE) compilepo
	$(PYTHON) -m pytest -q tests/test_translations.py

bench: $(VENV)/.dev
	$(PYTHON) -m bench

messages: $(VENV)/.dev
	PATH="$(CURDIR)/$(BIN):$$PATH" $(MANAGE) makemessages -l id -l ms \
	  --no-location --no-obsolete -i var -i tests -i bench

# Keeps what is locked already; `make lock UPGRADE=--upgrade` takes the newest allowed.
lock:
	uv=$$(command -v uv) || { \
	    folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	    $(PY) -m venv "$$folder" && "$$folder/bin/pip" install -q uv && uv="$$folder/bin/uv"; } && \
	  set -- pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	    --generate-hashes --no-emit-index-url --no-header --no-annotate $(UPGRADE) && \
	  "$$uv" "$$@" --output-file requirements/base.txt && \
	  "$$uv" "$$@" --group dev --constraint requirements/base.txt --output-file requirements/dev.txt

# Leaves var/: the database and the evidence are not ours to throw away.
clean:
	rm -rf $(VENV) .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete

define environment
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Sosek needs Python 3.11 or later; name one, for example: PY=python3.12 make $(MAKECMDGOALS)"; \
	  exit 1; }
	@$(PY) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing $(1) into $(VENV) ..."
	@$(PY) -m venv $(VENV)
	@$(INSTALL) -r $(1)
	@touch $@
endef

$(VENV)/.base: requirements/base.txt
	$(call environment,$<)

# What it takes to run is part of it.
$(VENV)/.dev: requirements/dev.txt requirements/base.txt
	$(call environment,$<)
	@touch $(VENV)/.base
