# make site · make test · make serve · make check · make lock
# Everything happens in .venv, which the first target makes; nothing else has to be typed or installed before.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: site serve test check lock golden benchmark clean

site: .venv/site.done ## build the manual into site/
	$(BIN)/khumue build

serve: .venv/site.done ## show the manual, and follow every saved file
	$(BIN)/khumue serve

test: .venv/test.done ## everything that a change must keep true; ends within 15 minutes on 2 cores
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest

check: .venv/test.done ## the same, and the slow matrix: every page, and a kill at many moments of a build
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --every

golden: .venv/test.done ## write the expected files anew (golden pages, JSON schema, messages); look at the difference before you commit
	$(BIN)/pytest --rewrite tests/test_pages.py tests/test_schema.py tests/test_bad_inputs.py

benchmark: .venv/test.done ## measure; the figures are ratios within one run
	$(PIP) install --require-hashes --no-deps -r requirements-benchmark.lock
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/print.py
	$(BIN)/python benchmarks/phone.py

lock: .venv/test.done ## renew the exact versions from pyproject.toml
	tools/lock

clean:
	rm -rf .venv .cache site

.venv/pip.done: tools/pip-26.3-py3-none-any.whl
	tools/require-python $(PYTHON)
	$(PYTHON) -m venv --clear --without-pip .venv
	$(BIN)/python $</pip --quiet install --no-index --no-deps $<
	@touch $@

.venv/site.done: .venv/pip.done requirements.lock pyproject.toml
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	PYTHONWARNINGS=ignore $(PIP) install --no-index --no-build-isolation --no-deps --editable .
	tools/require-pango $(BIN)/python
	@touch $@

.venv/test.done: .venv/site.done requirements-test.lock
	$(PIP) install --require-hashes --no-deps -r requirements-test.lock
	tools/require-pango $(BIN)/python 1
	tools/require-chromium $(BIN)/python
	tools/require-nginx
	tools/require-java
	@touch $@
