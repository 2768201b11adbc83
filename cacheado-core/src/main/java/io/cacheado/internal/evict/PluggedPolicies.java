package io.cacheado.internal.evict;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What the plugged policies of a cacheado have in common: their faults, and the list of those that are to be told of deaths. */
public final class PluggedPolicies {
    private final LongAdder faults = new LongAdder();
    private final CopyOnWriteArrayList<String> reported = new CopyOnWriteArrayList<>();
    private final Queue<PluggedPolicy> behind = new ConcurrentLinkedQueue<>();
    private volatile Reporter reporter = (policy, fault, cause) -> {};

    /** Told of faults, with no lock held. */
    public interface Reporter {
        void fault(String policy, String fault, @Nullable Throwable cause);
    }

    /** Has the first fault of each kind of each policy reported from now on. */
    public void reportTo(Reporter newReporter) {
        reporter = newReporter;
    }

    /** What a policy did wrong. */
    enum Fault {
        NOT_MADE("its factory failed or gave null"),
        THREW("it threw"),
        NO_VICTIM("it named no victim though there are candidates"),
        FOREIGN_VICTIM("it named a victim that is no candidate of this queue"),
        REMOVED_VICTIM("it named a victim that was removed before"),
        CALLED_THE_CACHE("it called the cache, which asked it for a victim in turn"),
        LATE("a call of it has not ended in time");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    /** Counts a fault, and reports the first of each kind of each policy. */
    void fault(String policy, Fault fault, @Nullable Throwable cause) {
        faults.increment();
        if (reported.addIfAbsent(policy + ' ' + fault)) {
            reporter.fault(policy, fault.text, cause);
        }
    }

    /** Faults so far. */
    public long faults() {
        return faults.sum();
    }

    void behind(PluggedPolicy policy) {
        behind.add(policy);
    }

    /**
     * Tells the policies what has left without them, up to so many calls each; with no lock held. Does not wait for one that
     * is being called.
     */
    public void catchUp(int most) {
        for (int left = behind.size(); left > 0; left--) {
            PluggedPolicy policy = behind.poll();
            if (policy == null) {
                return;
            }
            policy.catchUpLater(most);
        }
    }

    /** Whether a policy is to be told of something that has left. */
    public boolean isBehind() {
        return !behind.isEmpty();
    }
}
