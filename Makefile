# Nothing but Python 3.11 or newer is needed: the first target that runs makes .venv.
# Arguments of a tool: make test ARGS="-k acceptance".

ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	if "$$python" -c '$(ENOUGH)' 2>/dev/null; then echo "$$python"; exit; fi; done; echo python3)
VENV := .venv/bin/python
PYTEST := $(VENV) -m pytest -n auto

# For checks that only read the settings: nothing answers at these addresses.
NOWHERE := DATABASE_URL=postgres://extranet_web@database.example/extranet REDIS_URL=redis://redis.example/0
PRODUCTION := $(NOWHERE) EXTRANET_ENV=production DEBUG= DEMO= EXTRANET_AS=web \
	SECRET_KEY=checked-and-thrown-away-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG \
	OPERATOR_HOST=extranet.example EMAIL_URL=smtp://mail.example:25 \
	PAGE_HTTP_URL=https://sms.example/v1 PAGE_HTTP_TOKEN=checked-and-thrown-away

.PHONY: run install codes test proof walk bench lint format lock messages

run:
	@$(PYTHON) -m extranet.boot run

install:
	@$(PYTHON) -m extranet.boot install

# The demo's second factors: the code of each person at this moment.
codes: install
	@$(VENV) manage.py demo --codes

test: install
	@$(PYTEST) $(ARGS)

proof: install
	@$(PYTEST) -m proof $(ARGS)

walk: install
	@$(VENV) -m tests.walk $(ARGS)

bench: install
	@$(VENV) -m tests.bench $(ARGS)

lint: install
	$(VENV) -m ruff check .
	$(VENV) -m ruff format --check .
	$(NOWHERE) $(VENV) -m mypy .
	$(VENV) -m djlint templates --lint --quiet
	$(NOWHERE) $(VENV) -m extranet.look.messages --check
	$(VENV) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(VENV) manage.py check --deploy --fail-level WARNING

format: install
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

messages: install
	@$(VENV) -m extranet.boot.messages

# Needs the network; the tool is not part of the project.
lock: install
	$(VENV) -m pip install --quiet uv
	$(VENV) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-header --output-file requirements.lock requirements-dev.in
