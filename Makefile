# make run      the demo at http://localhost:8000 (HEARTWOOD_DEMO=0: an empty install; PORT and HEARTWOOD_DATA count)
# make test     every test: on SQLite, in a real browser, and on PostgreSQL, which share the stories of the rooms
# make torture  every test on both engines, and the slow proofs in full
# make check    style, types, layers, templates, settings
# make fix      what of that can be put right by itself
# make bench    how fast it is: with up to a million client records, on SQLite and on PostgreSQL; takes hours (docs/performance.md)
# make bench-quick  a first impression of that
# make languages  collects the marked texts into the catalogs of heartwood/languages/, and compiles these

BIN := .venv/bin
PYTHON := $(BIN)/python
UV := $(shell command -v uv || echo .tools/bin/uv)

# A house opens in a third of the time when Python keeps what it has compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test on-sqlite on-postgresql torture check fix bench bench-quick languages browser

run: export HEARTWOOD_DEMO ?= 1
run: .venv/.run
	@$(PYTHON) manage.py serve

# Both engines at once: it takes half the time, and what PostgreSQL has said comes last.
test: .venv/.dev browser
	@mkdir -p test-results
	@$(MAKE) -j2 --no-print-directory on-sqlite on-postgresql; code=$$?; cat test-results/postgresql.txt; exit $$code

on-sqlite:
	@$(PYTHON) -m pytest --in-turn

on-postgresql:
	@$(PYTHON) -m pytest --in-turn --postgresql -p no:cacheprovider > test-results/postgresql.txt 2>&1

torture: .venv/.dev browser
	$(PYTHON) -m pytest --torture
	$(PYTHON) -m pytest --torture --postgresql -p no:cacheprovider

check: export HEARTWOOD_DATA = test-results/check
check: export HEARTWOOD_DEMO = 0
check: export HEARTWOOD_URL = https://heartwood.example
check: .venv/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint heartwood --check
	$(BIN)/djlint heartwood --lint --quiet
	$(PYTHON) manage.py check --deploy --fail-level WARNING
	$(PYTHON) manage.py makemigrations --check --dry-run

fix: .venv/.dev
	$(BIN)/ruff check --fix --exit-zero
	$(BIN)/ruff format
	$(BIN)/djlint heartwood --reformat --quiet || true # it fails when it has changed something

# BENCH counts: make bench BENCH="--sizes 1000 100000 --engines sqlite --folder /data/bench"
bench: .venv/.dev
	@$(PYTHON) -m bench --beside-gnuhealth $(BENCH)

bench-quick: .venv/.dev
	@$(PYTHON) -m bench --quick $(BENCH)

LANGUAGES := heartwood/languages
MARKS := -k gettext_lazy -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 -k npgettext_lazy:1c,2,3

languages: .venv/.dev
	@mkdir -p test-results
	PYTHONPATH=. $(BIN)/pybabel -q extract -F $(LANGUAGES)/babel.cfg $(MARKS) --add-location file --sort-by-file -o test-results/texts.pot heartwood
	$(BIN)/pybabel -q update -i test-results/texts.pot -d $(LANGUAGES) -D django -w 120 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -d $(LANGUAGES) -D django

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
	@command -v chromium-headless-shell > /dev/null || command -v chromium > /dev/null || \
		command -v google-chrome > /dev/null || \
		if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
			apt-get update -qq && { apt-get install -y -qq --no-install-recommends chromium-headless-shell || \
				apt-get install -y -qq --no-install-recommends chromium; }; \
		else \
			$(BIN)/playwright install chromium; \
		fi
