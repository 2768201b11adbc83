MVN ?= mvn
# No test has this name: it leaves the unit tests out.
NO_UNIT := -Dtest=NoUnitTest -Dsurefire.failIfNoSpecifiedTests=false

.DEFAULT_GOAL := help
.PHONY: help test test-unit test-integration test-performance test-coverage quality-check format check-all build clean \
  bump-patch bump-minor bump-major bump-snapshot publish-test publish test-delivery reproducible api-check commits-check

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

bump-patch: ## the next version, for fixes
	@dev/version/bump patch

bump-minor: ## the next version, for features
	@dev/version/bump minor

bump-major: ## the next version, for breaks
	@dev/version/bump major

PART ?= patch
bump-snapshot: ## after a release: work on the next one begins (PART=minor or PART=major aims higher)
	@dev/version/bump snapshot $(PART)

publish-test: ## a release up to the signed bundle, with a key that is thrown away
	@dev/publish/dry-run

publish: ## the real thing; RELEASING.md says what it needs
	@dev/publish/publish

test-delivery: ## publish-test, and the tests of all that releases
	@dev/publish/test

reproducible: ## build the published files twice and compare them
	@dev/publish/reproducible

api-check: ## compare the API with the last release
	@dev/api/check

RANGE ?= main..HEAD
commits-check: ## do the messages of RANGE=main..HEAD follow CONTRIBUTING.md?
	@dev/commits/check $(RANGE)
