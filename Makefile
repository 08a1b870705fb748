# Two commands: `make site` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: site test quick lint serve check clean bench

site: $(VENV)/.ready
	$(BIN)/figpress build --strict $(SITE_FLAGS)

test: $(VENV)/.ready
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile

# What is not marked slow: no browser, no builds of whole sites.
quick: $(VENV)/.ready
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile -m "not slow"

lint: $(VENV)/.ready
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

serve: $(VENV)/.ready
	$(BIN)/figpress serve

check: $(VENV)/.ready
	$(BIN)/figpress check

bench: $(VENV)/.ready
	for b in bench/[a-z]*.py; do $(BIN)/python $$b || exit 1; done

# Installed from the lock with its hashes, and again only when what is needed changes. `.ci/lock` writes the lock.
$(VENV)/.ready: pyproject.toml requirements.lock packages/citeproc/package-lock.json
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11, 5) and "figpress needs Python 3.11.5 or later: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	$(PIP) install torch==2.13.0
	$(PIP) install --no-deps ./packages/citeproc
	$(PIP) install --no-deps --no-build-isolation -e .
	touch $@

clean:
	rm -rf .figpress site
