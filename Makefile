# The README's commands. Needs make, sh and Python 3.11 or newer; everything else is fetched into .venv.
#
#   make publish    the example show, into public/
#   make test       every check; `.ci/run` does the same after installing the system's packages
#   make quick      the tests that need nothing but Python, less than a minute
#   make bench      what commands take beside other tools, into benchmarks/RESULTS.md; a quarter of an hour
#
# `make test PYTHON=python3.12` takes another Python. CONTRIBUTING.md says how to do without make.

.SUFFIXES:
.NOTPARALLEL:
.PHONY: bench publish quick test

# The first that is new enough. It is run and asked: a name on the PATH may be a shim that leads nowhere.
PYTHON = $(shell for name in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)

publish: .venv/.runtime
	@.venv/bin/python -m feedpub publish feeds/tidewater
	@echo "feedpub is .venv/bin/feedpub here: .venv/bin/feedpub serve feeds/tidewater (with --lan for a phone)"

test: .venv/.dev $(patsubst %/package-lock.json,%/node_modules/.ready,$(wildcard tests/node/package-lock.json))
	.venv/bin/python -m ruff check
	.venv/bin/python -m ruff format --check
	.venv/bin/python -m mypy
	.venv/bin/lint-imports
	.venv/bin/python -m pytest -n 2 --dist worksteal

# What it leaves out is what these markers of pyproject.toml say.
quick: .venv/.dev
	.venv/bin/python -m pytest -n 2 --dist worksteal -q -m "not (s3 or node or browser or audio or slow)"

# The installed wheel, with byte code; what it is measured beside has an environment of its own.
bench: .bench/.peers
	@echo "installing the wheel ..."
	@.bench/bin/python -m pip install -qq --no-deps --no-build-isolation --force-reinstall .
	.bench/bin/python -m benchmarks.table --peers .bench/peers --write

.bench/.peers: requirements-dev.txt benchmarks/peers/requirements.txt benchmarks/peers/package-lock.json
	@rm -rf .bench
	@$(PYTHON) -m venv .bench
	@echo "installing into .bench, with the tools that feedpub is measured beside ..."
	@.bench/bin/python -m pip install -qq --require-hashes --requirement requirements-dev.txt
	@$(PYTHON) -m venv .bench/peers
	@.bench/peers/bin/python -m pip install -qq --require-hashes --requirement benchmarks/peers/requirements.txt
	@cd benchmarks/peers && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

# A stamp is written last, so an environment that was left half made has none and is made again from nothing.
.venv/.runtime: pyproject.toml requirements.txt
	@test -n "$(PYTHON)" || { echo "feedpub needs Python 3.11 or newer. This installs it:"; $(install_python); exit 1; } >&2
	@rm -rf .venv
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || { rm -rf .venv && $(PYTHON) -m venv --without-pip .venv; }
	@$(has_pip) || $(system_pip) --version >/dev/null 2>&1 || { \
		rm -rf .venv; echo "$(PYTHON) has no pip to install with. This installs one:"; $(install_pip); exit 1; } >&2
	@echo "installing feedpub into .venv with $(PYTHON), about a minute ..."
	@$(install) --require-hashes --requirement requirements.txt
	@$(install) --no-deps --no-build-isolation --editable .
	@touch $@

# While this installs, the other stamp is away: half of it is no environment at all.
.venv/.dev: .venv/.runtime requirements-dev.txt
	@rm -f .venv/.runtime
	@echo "installing the tools of development into .venv ..."
	@$(install) --require-hashes --requirement requirements-dev.txt
	@touch .venv/.runtime
	@touch $@

# Readers of feeds that only Node has. Without npm the tests that need them say so.
tests/node/node_modules/.ready: tests/node/package-lock.json
	@if command -v npm >/dev/null 2>&1; then \
		cd tests/node && npm ci --no-audit --no-fund --loglevel=error && touch node_modules/.ready; \
	else echo "npm is missing: the tests that read feeds with Node will not run" >&2; fi

# Debian's Python has no pip to put into an environment; the system's can install into it from outside (pip 22.3).
has_pip = .venv/bin/python -m pip --version >/dev/null 2>&1
system_pip = $(PYTHON) -m pip --python .venv/bin/python
install = pip() { if $(has_pip); then .venv/bin/python -m pip "$$@"; else $(system_pip) "$$@"; fi; }; \
	pip install $$(test -t 2 || echo -qq) --disable-pip-version-check --no-input

# The one command for this system.
sudo = $$(test "$$(id -u)" = 0 || echo "sudo ")
install_python = \
	if command -v apt-get >/dev/null 2>&1; then \
		for version in 3.14 3.13 3.12 3.11 3; do apt-cache show python$$version-venv >/dev/null 2>&1 && break; done; \
		echo "  $(sudo)apt-get install python$$version python$$version-venv"; \
	elif command -v dnf >/dev/null 2>&1; then echo "  $(sudo)dnf install python3.12"; \
	else echo "  brew install python@3.13"; fi
install_pip = \
	if command -v apt-get >/dev/null 2>&1; then echo "  $(sudo)apt-get install $(notdir $(PYTHON))-venv"; \
	elif command -v dnf >/dev/null 2>&1; then echo "  $(sudo)dnf install $(notdir $(PYTHON))-pip"; \
	else echo "  brew install python@3.13"; fi
