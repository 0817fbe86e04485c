# raknaq: make run | make test | make help

SHELL := /bin/sh
PORT ?= 8000
PYTHON := .venv/bin/python
MANAGE := $(PYTHON) manage.py
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONWARNINGS := ignore::DeprecationWarning:dj_database_url

TS := $(shell find inventory/ts maps/ts raknaq/ts raknaq/setup -name '*.ts' -o -name '*.css' -o -name '*.mjs' 2>/dev/null)
PO := $(wildcard raknaq/locale/*/LC_MESSAGES/django.po)

.PHONY: help run setup test lint bench fuzz soak messages lock stop

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

run: setup ## set up, load the demo, count, export, and serve on PORT (8000) until Ctrl-C
	@DEBUG=1 sh raknaq/setup/serve.sh $(PORT)

setup: system .venv/.made node_modules/.made static/build/.made $(PO:.po=.mo) ## everything but the data
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) seed

.PHONY: system system-test
system:
	@sh raknaq/setup/system.sh run

system-test:
	@sh raknaq/setup/system.sh run test

.venv/.made: requirements-dev.txt | system
	test -x $(PYTHON) || python3 -m venv .venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.made: package-lock.json .npmrc | .venv/.made
	npm ci --ignore-scripts --silent
	@touch $@

static/build/.made: $(TS) node_modules/.made
	npm run --silent build
	@touch $@

%.mo: %.po .venv/.made
	@pybabel --quiet compile --directory raknaq/locale --domain django

test: system-test setup ## every test, on PostGIS and in a browser, on every core
	@$(PYTHON) -m pytest --numprocesses logical --dist load

lint: system-test setup ## style, types, floors, migrations, translations, lock files
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint-types lint-rest

.PHONY: lint-types lint-rest
lint-types:
	mypy

lint-rest:
	ruff check .
	ruff format --check .
	djade --check --target-version 5.2 $(shell git ls-files '*.html')
	lint-imports --no-logo
	$(MANAGE) makemigrations --check --dry-run
	npm run --silent check
	@sh raknaq/setup/check-locks.sh
	@DB_PASSWORD=x SECRET_KEY=x docker-compose --file docker-compose.yml config --quiet

bench: setup ## how fast, as ratios against named yardsticks
	@$(PYTHON) -m tests.bench

fuzz: setup ## N=1000 damaged files per format through page and job (SEED, FORMATS, FIRST)
	@$(PYTHON) -m tests.fuzz

soak: setup ## kill PostgreSQL at 20 moments of an import of 150 000 plans
	@$(PYTHON) -m tests.soak

messages: system-test setup ## collect the texts to translate
	$(MANAGE) makemessages --locale en --no-obsolete --add-location never --ignore ".venv/*" --ignore "node_modules/*" --ignore "tests/*" --ignore "var/*"

lock: .venv/.made ## lock the requirements anew
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -o requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet -c requirements.txt -o requirements-dev.txt

stop: ## stop this checkout's database
	@python3 raknaq/setup/cluster.py stop
