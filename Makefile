# The whole of the work: `make run` to see it, `make test` to trust it, `make check` before a commit.

VENV     := .venv
BIN      := $(VENV)/bin
TOOLS    := .venv-tools
INSTANCE ?= $(or $(REFERRAL_INSTANCE),instance)
WORKERS  ?= auto
PYTHON   ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
                $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# GPL programs, run and never imported: they stand in no lock file (docs/decisions/0007).
DJLINT    := djlint==1.49.9
CODESPELL := codespell==2.4.3

PIP     = $(BIN)/python -m pip --disable-pip-version-check --quiet
COVER   = --cov --cov-report=
PERFECT = workflows/*,referral/kernel/*

.DEFAULT_GOAL := help
.PHONY: help run test check fix lint bench torture calendars messages lock clean

help: ## Say what there is to make
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

run: $(VENV)/.run ## Serve a demonstration province on this machine
	@[ -e $(INSTANCE)/settings.toml ] || $(MAKE) --no-print-directory .first
	@$(BIN)/referral --instance $(INSTANCE) serve

# Made beside and moved when it is complete: a first start that was interrupted begins anew.
FIRST = $(INSTANCE)/.first
.PHONY: .first
.first:
	@rm -rf $(FIRST) && mkdir -p $(FIRST)
	@told=$$($(BIN)/referral --instance $(FIRST) init) && echo "$$told" | sed 's|$(FIRST)|$(INSTANCE)|'
	@$(BIN)/referral --instance $(FIRST) demo
	@mv $(FIRST)/settings.toml $(FIRST)/.settings.toml
	@mv $(FIRST)/* $(INSTANCE)/ && mv $(FIRST)/.settings.toml $(INSTANCE)/settings.toml && rmdir $(FIRST)

# On a continuous-integration machine nothing may be left out: the linters and coverage come along.
test: $(if $(CI),lint covered,tested) ## Run every test this machine allows

check: lint covered ## Everything a commit must pass, quickest first

fix: $(VENV)/.dev $(TOOLS)/.made ## Put right whatever a tool can
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .
	@[ ! -d templates ] || $(TOOLS)/bin/djlint templates --reformat --quiet

lint: $(VENV)/.dev $(TOOLS)/.made
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/deptry referral workflows
	@$(TOOLS)/bin/codespell
	@[ ! -d templates ] || $(TOOLS)/bin/djlint templates --lint --quiet
	@$(BIN)/mypy

.PHONY: tested covered
tested: $(VENV)/.dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

covered: $(VENV)/.dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal $(COVER)
	@$(BIN)/coverage report --fail-under=100 --include='$(PERFECT)' > $(VENV)/.coverage-report \
	    || { cat $(VENV)/.coverage-report; echo 'workflows/ and referral/kernel/ are to be covered branch by branch.'; exit 1; }

bench: $(VENV)/.dev ## Compare speeds, as ratios, with bare programs doing the same
	@$(BIN)/python -m benchmarks

torture: $(VENV)/.dev ## Kill the server again and again while clients write
	@$(BIN)/python -m benchmarks.torture

calendars: $(VENV)/.dev ## Write the forecast rows of the working-day calendar
	@$(BIN)/python -m benchmarks.make_calendars

CATALOGUES := referral/translations
PYBABEL = $(BIN)/python -m babel.messages.frontend --quiet
# Said, so that whoever runs it changes no line but those of the texts that changed.
WIDTH = 110
messages: $(VENV)/.dev ## Gather the texts, update and compile the catalogues
	@mkdir -p $(CATALOGUES)
	@$(PYBABEL) extract -F pyproject.toml -k lazy_gettext -k _l -k N_ --no-location --sort-output \
	    --project referral --version 0.1 -w $(WIDTH) -o $(CATALOGUES)/messages.pot .
	@[ -e $(CATALOGUES)/vi/LC_MESSAGES/messages.po ] || \
	    $(PYBABEL) init -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) -l vi
	@$(PYBABEL) update -i $(CATALOGUES)/messages.pot -d $(CATALOGUES) -w $(WIDTH) \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	@$(PYBABEL) compile -d $(CATALOGUES)

LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
           --no-emit-index-url --no-header --no-annotate
lock: $(VENV)/.dev ## Pin what requirements*.in allow, with hashes
	@$(LOCK) requirements.in requirements-build.in -o requirements.lock
	@$(LOCK) requirements-dev.in -c requirements.lock -o requirements-dev.lock

clean: ## Remove what the tools made; instances stay
	@rm -rf $(VENV) $(TOOLS) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache \
	    .coverage .coverage.* build referral.egg-info

$(VENV)/.made:
	@[ -n "$(PYTHON)" ] || { echo 'This needs Python 3.11 or later: install it, or name it with make PYTHON=...' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo 'Python has no venv module here: on Debian, install python3-venv.' >&2; exit 1; }
	@touch $@

$(VENV)/.run: requirements.lock setup.cfg pyproject.toml | $(VENV)/.made
	@echo 'Installing what it needs, as pinned in $< ...'
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock setup.cfg pyproject.toml | $(VENV)/.made
	@echo 'Installing what the tests need, as pinned in $< ...'
	@$(PIP) install --require-hashes -r $<
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(TOOLS)/.made: Makefile | $(VENV)/.made
	@echo 'Installing djlint and codespell beside, not among, our libraries ...'
	@$(BIN)/python -m venv --clear $(TOOLS)
	@$(TOOLS)/bin/python -m pip --disable-pip-version-check --quiet install $(DJLINT) $(CODESPELL)
	@touch $@
