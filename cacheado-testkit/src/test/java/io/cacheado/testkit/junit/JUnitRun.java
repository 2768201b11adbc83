package io.cacheado.testkit.junit;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A run of test classes inside a test: what became of each test, by its name, failed containers included. */
public record JUnitRun(Map<String, TestExecutionResult> results) {

    /** Runs classes with configuration parameters, given as names and values. */
    public static JUnitRun of(List<Class<?>> classes, String... parameters) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                .selectors(classes.stream().map(DiscoverySelectors::selectClass).toList());
        for (int i = 0; i < parameters.length; i += 2) {
            request.configurationParameter(parameters[i], parameters[i + 1]);
        }
        return of(request.build());
    }

    private static JUnitRun of(LauncherDiscoveryRequest request) {
        List<Map.Entry<String, TestExecutionResult>> all = new ArrayList<>();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                    all.add(Map.entry(test.getDisplayName().replace("()", ""), result));
                }
            }
        });
        return new JUnitRun(all.stream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /** What a test failed with, if it did; names are without parameters. */
    public Optional<Throwable> failure(String test) {
        return results.entrySet().stream()
                .filter(each -> each.getKey().replaceAll("\\(.*", "").equals(test))
                .flatMap(each -> each.getValue().getThrowable().stream())
                .findFirst();
    }

    /** The names of the tests that did not succeed, and why. */
    public List<String> failures() {
        return results.entrySet().stream()
                .filter(each -> each.getValue().getStatus() != TestExecutionResult.Status.SUCCESSFUL)
                .map(each -> each.getKey() + ": "
                        + each.getValue()
                                .getThrowable()
                                .map(thrown -> thrown + " " + Arrays.toString(thrown.getSuppressed()))
                                .orElse("aborted"))
                .sorted()
                .toList();
    }
}
