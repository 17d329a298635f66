# Everything one does here. `make help` lists the targets from the sentences beside them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.PHONY: $(shell sed -n 's/^\([a-z][a-z-]*\):.*/\1/p' $(lastword $(MAKEFILE_LIST)))

HOST ?= 127.0.0.1
PORT ?= 8000
VAR ?= var
KAFKA ?=
T ?=
export HOST PORT VAR KAFKA

# The first Python that is new enough; python3 where none is, for the launcher to say so.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && exit; done; echo python3)
LAUNCH := @exec $(PYTHON) cinema/embedded
BIN := .venv/bin
# Checks need no engine: settings of tests stand without one.
OFFLINE := DJANGO_SETTINGS_MODULE=cinema.settings.test $(BIN)/python -W ignore::RuntimeWarning manage.py

help: ## List the targets
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/\1\t\2/p' $(lastword $(MAKEFILE_LIST)) | \
		while IFS=$$'\t' read -r name sentence; do printf '  %-20s %s\n' "$$name" "$$sentence"; done
	@echo
	@echo '  variables: HOST=127.0.0.1 PORT=8000 VAR=var (data folder) T="arguments of pytest"'

run: ## Start the whole site with its own PostgreSQL and Redis; Ctrl-C stops it (HOST, PORT, VAR, KAFKA=1)
	$(LAUNCH) run

test: ## Run all tests on engines started for them (T="tests/rooms -k pause" for a part)
	@status=0; $(if $(if $(T),$(JS),1),$(MAKE) --no-print-directory test-js || status=$$?;) \
	$(PYTHON) cinema/embedded test $(T) || status=$$?; exit $$status

test-js: ## Run the tests of the browser modules under Node
	@if command -v node >/dev/null; then node --test tests/js/*.test.mjs; \
	else echo 'not run: browser modules (no node found)'; fi

CHECKS := check-format check-lint check-types check-imports check-migrations check-messages check-templates check-schema
check: venv ## Run every check below; all run even if one fails
	@$(MAKE) --keep-going --no-print-directory $(CHECKS) && echo 'all checks passed'

check-format: ## Is the code formatted?
	@echo '== format'; $(BIN)/ruff format --check .

check-lint: ## Does the linter agree?
	@echo '== lint'; $(BIN)/ruff check .

check-types: ## Do the types hold?
	@echo '== types'; $(BIN)/mypy .

check-imports: ## Does each app import only from the floors below it?
	@echo '== import contracts'; $(BIN)/lint-imports --no-cache

check-migrations: ## Do the migrations say what the models say?
	@echo '== migrations'; $(OFFLINE) makemigrations --check --dry-run

check-messages: ## Are the translations up to date and whole?
	@echo '== translations'; $(BIN)/python -m cinema.embedded.messages check

check-templates: ## Do the templates keep their form?
	@echo '== templates'; $(BIN)/djlint --lint templates

check-schema: ## Is docs/openapi.yaml what the API says of itself?
	@echo '== schema'; $(OFFLINE) spectacular --validate --fail-on-warn --file .openapi.new.yaml \
		&& diff -u docs/openapi.yaml .openapi.new.yaml; status=$$?; rm -f .openapi.new.yaml; exit $$status

format: venv ## Format the code and mend what the linter can
	@$(BIN)/ruff check --fix --quiet .; $(BIN)/ruff format .

messages: venv ## Collect the strings to translate into locale/ and compile them
	@$(BIN)/python -m cinema.embedded.messages make

schema: venv ## Write docs/openapi.yaml anew
	@$(OFFLINE) spectacular --validate --fail-on-warn --file docs/openapi.yaml

bench-sync: ## Measure how closely real browsers play together (NETWORK, BROWSERS, FIREFOX, SECONDS, ROUNDS)
	$(LAUNCH) python -m tests.bench.sync $(T)

bench-rules: ## Compare our rule with those of others, simulated on the same networks (NETWORK, EVENINGS)
	@if command -v node >/dev/null; then node tests/bench/rules/compare.mjs; \
	else echo 'not run: the rules of others (no node found)'; fi

bench-ack: ## Measure how soon what is committed is acknowledged and told to the last socket
	$(LAUNCH) python -m tests.bench.ack

bench-rooms: ## Measure a thousand rooms of four in which each second something is said (ROOMS, SECONDS)
	$(LAUNCH) python -m tests.bench.thousand

bench-fanout: ## Measure what telling a room costs, against plain Channels groups
	$(LAUNCH) python -m tests.bench.fanout

bench-archive: ## Measure how soon evenings are sealed, and what the others feel of it (RECORDS, ROOMS)
	$(LAUNCH) python -m tests.bench.archive

backup: ## Copy database and archives into TO, a new folder; the site may run
	$(LAUNCH) manage backup "$(abspath $(TO))"

restore: ## Bring a copy back FROM its folder; the site must not run (T=--replace over what is there)
	$(LAUNCH) manage restore "$(abspath $(FROM))" $(T)

bench-relay: ## Measure how soon what is committed is in Kafka, and how fast a backlog gets there (SECONDS, RECORDS)
	$(LAUNCH) python -m tests.bench.relay

bench-memory: ## Measure the bytes of memory that an idle socket takes
	$(LAUNCH) python -m tests.bench.memory

torture: ## Break the site part by part under load and check its promises (SECONDS, FAULTS, SEED, ROOMS, WRITE=1)
	$(LAUNCH) python -m tests.torture

superuser: ## Make a person of the staff; asks for the password, there is no default one
	$(LAUNCH) manage createsuperuser $(T)

shell: ## Open Django's shell on the data of VAR
	$(LAUNCH) manage shell $(T)

manage: ## Run a command of Django on the data of VAR (T="check --deploy")
	$(LAUNCH) manage $(T)

venv: ## Make the virtual environment with everything that checks and tests need
	$(LAUNCH) venv

clean: ## Remove what tools left behind; the data in VAR and the virtual environment stay
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +

clean-data: ## Remove all data of VAR: people, films, rooms (asks nothing; refuses while the site runs)
	$(LAUNCH) forget
