MVN ?= mvn
# No test has this name: it leaves the unit tests out.
NO_UNIT := -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false

.DEFAULT_GOAL := help
.PHONY: help test test-unit test-integration test-performance test-coverage quality-check format check-all build clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-18s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

test: ## all tests and checks
	$(MVN) verify

test-unit: ## unit tests
	$(MVN) test

test-integration: ## integration and concurrency tests
	$(MVN) verify $(NO_UNIT) -Djacoco.skip=true -Dspotless.check.skip=true

test-performance: ## a smoke set of benchmark rows
	$(MVN) -q -Pbench -Drows=smoke

test-coverage: ## all tests; reports in */target/site/jacoco
	$(MVN) verify -Dspotless.check.skip=true

quality-check: ## compiler checks, architecture, format
	$(MVN) verify -Dtest=ArchitectureTest -Dsurefire.failIfNoSpecifiedTests=false -DskipITs -Djacoco.skip=true

format: ## put the format right
	$(MVN) spotless:apply

check-all: ## what the pipeline runs
	bash .ci/run

build: ## the jars, without tests
	$(MVN) package -DskipTests -Djacoco.skip=true

clean: ## remove what was built
	$(MVN) clean
