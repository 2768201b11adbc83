package io.cacheado.benchmarks.speed;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Counts the processor time of an operation: that of JMH's worker threads, and that of the whole process, which includes
 * what was handed to other threads, the collector and the compiler. Other processes on the machine do not count.
 */
public final class CpuProfiler implements InternalProfiler {
    static final String THREAD = "cpu.thread";
    static final String PROCESS = "cpu.process";

    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long threadBefore;
    private long processBefore;

    @Override
    public String getDescription() {
        return "processor time per operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        threadBefore = workers();
        processBefore = system.getProcessCpuTime();
    }

    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double operations = result.getMetadata().getAllOps();
        long process = system.getProcessCpuTime() - processBefore;
        long thread = workers() - threadBefore;
        return List.of(
                new ScalarResult(THREAD, thread / operations, "ns/op", AggregationPolicy.AVG),
                new ScalarResult(PROCESS, process / operations, "ns/op", AggregationPolicy.AVG));
    }

    /** The processor time that the worker threads have used so far; they live as long as the fork. */
    private long workers() {
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().contains("jmh-worker")) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }
}
