# make site · make bundle · make test · make serve · make check · make lock · make wheelhouse
# Everything happens in .venv, which the first target makes; nothing else has to be typed or installed before.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# WHEELHOUSE=folder installs from that folder alone, without a network.
FROM := $(if $(WHEELHOUSE),--no-index --find-links "$(WHEELHOUSE)")
ifneq ($(WHEELHOUSE),)
ifeq ($(wildcard $(WHEELHOUSE)/*.whl),)
$(error ไม่มีแพ็กเกจใน $(WHEELHOUSE) ให้เรียก make wheelhouse ในเครื่องที่มีเครือข่ายก่อน · there are no packages in $(WHEELHOUSE): run make wheelhouse first, where there is a network)
endif
endif

.PHONY: site bundle serve test check lock golden benchmark pictures wheelhouse clean

site: .venv/site.done ## build the manual into site/
	$(BIN)/khumue build

bundle: site ## the built manual as archives for a server or a USB stick, in dist/
	$(BIN)/khumue bundle

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
	$(BIN)/pytest --rewrite tests/test_pages.py tests/test_schema.py tests/test_bad_inputs.py tests/test_proof.py

benchmark: .venv/test.done ## measure; the figures are ratios within one run
	$(PIP) install --require-hashes --no-deps -r requirements-benchmark.lock
	$(BIN)/python benchmarks/build.py
	$(BIN)/python benchmarks/search.py
	$(BIN)/python benchmarks/print.py
	$(BIN)/python benchmarks/phone.py

lock: .venv/test.done ## renew the exact versions from pyproject.toml
	tools/lock

pictures: .venv/test.done ## take the pictures in docs/ anew, of a site built now
	$(BIN)/khumue build
	$(BIN)/python tools/pictures

wheelhouse: .venv/pip.done ## gather every locked package, for this Python on this kind of machine, to install elsewhere without a network
	$(PIP) download --require-hashes --no-deps --only-binary :all: --dest wheelhouse -r requirements-test.lock

clean:
	rm -rf .venv .cache site dist

.venv/pip.done: tools/pip-26.3-py3-none-any.whl
	tools/require-python $(PYTHON)
	$(PYTHON) -m venv --clear --without-pip .venv
	$(BIN)/python $</pip --quiet install --no-index --no-deps $<
	@touch $@

.venv/site.done: .venv/pip.done requirements.lock pyproject.toml
	$(PIP) install $(FROM) --require-hashes --no-deps -r requirements.lock
	PYTHONWARNINGS=ignore $(PIP) install --no-index --no-build-isolation --no-deps --editable .
	tools/require-pango $(BIN)/python
	@touch $@

.venv/test.done: .venv/site.done requirements-test.lock
	$(PIP) install $(FROM) --require-hashes --no-deps -r requirements-test.lock
	tools/require-pango $(BIN)/python 1
	tools/require-chromium $(BIN)/python
	tools/require-nginx
	tools/require-java
	@touch $@
