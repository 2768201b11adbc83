package io.cacheado.benchmarks.speed;

import java.util.Arrays;
import java.util.Collection;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one fork measured of one benchmark, per operation: the median over its iterations.
 *
 * @param thread nanoseconds of processor time of the threads that call
 * @param process nanoseconds of processor time of the process
 * @param wall nanoseconds of time
 * @param bytes bytes allocated
 */
record Measured(double thread, double process, double wall, double bytes) {

    static Measured of(Collection<RunResult> runs) {
        BenchmarkResult only =
                runs.iterator().next().getBenchmarkResults().iterator().next();
        return new Measured(
                secondary(only, CpuProfiler.THREAD),
                secondary(only, CpuProfiler.PROCESS),
                median(only.getIterationResults().stream()
                        .mapToDouble(each -> each.getPrimaryResult().getScore())
                        .toArray()),
                secondary(only, "gc.alloc.rate.norm"));
    }

    private static double secondary(BenchmarkResult result, String label) {
        return median(result.getIterationResults().stream()
                .mapToDouble(each -> secondary(each, label))
                .toArray());
    }

    private static double secondary(IterationResult iteration, String label) {
        for (Result<?> each : iteration.getSecondaryResults().values()) {
            if (each.getLabel().endsWith(label)) {
                return each.getScore();
            }
        }
        return Double.NaN;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length == 0
                ? Double.NaN
                : sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
