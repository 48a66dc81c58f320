# Yichuang. `make help` lists the verbs; the two that matter are `make run` and `make test`.
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PYTHON_RUN := .venv/bin/python
YICHUANG   := $(PYTHON_RUN) -m config.cli
# settings need an environment even where no database is asked
CHECK_ENV  := DJANGO_SETTINGS_MODULE=config.settings_test YICHUANG_SECRET_KEY=check \
              DATABASE_URL=postgresql://nobody@127.0.0.1:9/none YICHUANG_DATA_DIR=var/check
ARGS       ?=

.PHONY: help run test check fix bench tour chaos screenshots stop reset lock translations docs \
        check-format check-types check-imports check-migrations check-templates

help: ## list the verbs
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

run: ## install what is missing and start the product; PORT=8010, HTTPS=1 HOST=0.0.0.0 for phones; Ctrl-C stops it
	@bin/setup base
	@$(YICHUANG) run $(if $(PORT),--port $(PORT)) $(if $(filter 1 yes,$(HTTPS)),--https) $(if $(filter command,$(origin HOST)),--host $(HOST))

stop: ## stop the product that runs in this folder
	@if [ -x $(PYTHON_RUN) ]; then $(YICHUANG) stop; else echo "Nothing was running."; fi

reset: ## stop it and remove its data for good; YES=1 does not ask
	@bin/setup base
	@$(YICHUANG) reset $(if $(filter 1 yes,$(YES)),--yes)

test: ## install what is missing and run every test; ARGS="-k search" for some
	@bin/setup test
	@$(YICHUANG) test -- -n 2 --dist loadgroup $(ARGS)

check: ## format, lint, types, import contracts, missing migrations, templates
	@bin/setup dev
	@$(MAKE) -k -j2 --output-sync=target check-types check-format check-imports check-migrations check-templates

check-format:
	@.venv/bin/ruff format --check --quiet --output-format=concise .
	@.venv/bin/ruff check --quiet --output-format=concise .

check-types:
	@$(CHECK_ENV) .venv/bin/mypy --no-error-summary yichuang config bin

check-imports:
	@PYTHONPATH=. .venv/bin/lint-imports --no-cache > var/log/lint-imports.log || { sed -n '/^Broken contracts/,$$p' var/log/lint-imports.log; exit 1; }

check-migrations:
	@$(CHECK_ENV) $(PYTHON_RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run

check-templates:
	@.venv/bin/djlint --quiet --lint templates yichuang

fix: ## format and repair what can be repaired
	@bin/setup dev
	@.venv/bin/ruff check --quiet --fix-only .
	@.venv/bin/ruff format --quiet .

bench: ## measure; ONLY=intake for one of the benches
	@bin/setup dev
	@$(PYTHON_RUN) -m tests.bench $(if $(ONLY),--only $(ONLY))

tour: ## play one case of each kind on a throw-away product, over HTTP
	@bin/setup dev
	@$(YICHUANG) trial --on 2026-11-23 -- $(PYTHON_RUN) -m tests.tour

chaos: ## kill every part of a throw-away product at random under load; COUNT=200 times; prints what was lost
	@bin/setup dev
	@$(YICHUANG) trial -- $(PYTHON_RUN) -m tests.chaos --count $(or $(COUNT),200)

screenshots: ## take the pictures of the README
	@bin/setup test
	@$(YICHUANG) trial --on 2026-11-23 -- $(PYTHON_RUN) -m tests.e2e.screenshots

translations: ## collect the words of pages and code into the catalogues
	@bin/setup dev
	@$(CHECK_ENV) $(YICHUANG) messages collect

docs: ## write the parts of docs/reference that are read off the code
	@bin/setup dev
	@$(CHECK_ENV) $(YICHUANG) problems docs --write
	@$(CHECK_ENV) $(PYTHON_RUN) -W ignore::RuntimeWarning -m tests.architecture.reference

lock: ## bring requirements/*.txt and package-lock.json up to date with what they are made of
	@bin/setup dev
	@for name in base dev; do \
	  .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links requirements/$$name.in -o requirements/$$name.txt; \
	done
	@npm install --package-lock-only --ignore-scripts
