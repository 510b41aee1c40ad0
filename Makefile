# make run    the demo at http://localhost:8000 (HEARTWOOD_DEMO=0: an empty install; PORT, HEARTWOOD_DATA)
# make test   every test: on SQLite, in a real browser, and on PostgreSQL
# make check  style, types, layers, templates, settings
# make fix    what of it can be put right by itself
# make torture  the slow proofs, in full

BIN := .venv/bin
PYTHON := $(BIN)/python
UV := $(shell command -v uv || echo .tools/bin/uv)

.PHONY: run test check fix torture browser

run: export HEARTWOOD_DEMO ?= 1
run: .venv/.run
	@$(PYTHON) manage.py serve

test: .venv/.dev browser
	$(PYTHON) -m pytest
	$(PYTHON) -m pytest --postgresql

torture: .venv/.dev browser
	$(PYTHON) -m pytest --torture -m torture

check: export HEARTWOOD_DATA = test-results/check
check: export HEARTWOOD_DEMO = 0
check: export HEARTWOOD_URL = https://heartwood.example
check: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint heartwood --check --quiet
	$(BIN)/djlint heartwood --lint --quiet
	$(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) manage.py makemigrations --check --dry-run

fix: .venv/.dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/djlint heartwood --reformat --quiet

# What the targets above stand on ------------------------------------------------------------------------------

.venv/.run: requirements/run.txt | $(UV)
	@rm -f .venv/.dev
	@$(UV) venv -q --allow-existing
	@$(UV) pip sync -q --python $(PYTHON) --require-hashes $<
	@touch $@

.venv/.dev: requirements/dev.txt | $(UV)
	@$(UV) venv -q --allow-existing
	@$(UV) pip sync -q --python $(PYTHON) --require-hashes $<
	@touch .venv/.run $@

.tools/bin/uv:
	@python3 -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "Heartwood needs Python 3.11 or newer as python3."; exit 1; }
	@python3 -c "import ensurepip, venv" 2> /dev/null || \
		{ echo "Python's venv is missing: apt-get install python3-venv, or install uv (https://docs.astral.sh/uv)."; exit 1; }
	@python3 -m venv .tools && .tools/bin/pip install -q uv

browser: .venv/.dev
	@command -v chromium > /dev/null || command -v google-chrome > /dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; \
		else \
			$(BIN)/playwright install chromium; \
		fi
