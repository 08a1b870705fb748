# Two commands: `make site` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: site test serve check clean bench

site: $(VENV)/.ready
	$(BIN)/figpress build --strict $(SITE_FLAGS)

test: $(VENV)/.ready
	$(BIN)/python -m pytest

serve: $(VENV)/.ready
	$(BIN)/figpress serve

check: $(VENV)/.ready
	$(BIN)/figpress check

bench: $(VENV)/.ready
	for b in bench/[a-z]*.py; do $(BIN)/python $$b || exit 1; done

# Installed again only when the list of what is needed changes.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "figpress needs Python 3.11 or later: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e ".[post,test]"
	touch $@

clean:
	rm -rf .figpress site
