package io.cacheado.testkit.model;

import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How a load or a call ends: with a value, with null, or with a failure. */
final class Outcome {
    private final @Nullable ModelValue value;
    private final @Nullable Throwable failure;

    private Outcome(@Nullable ModelValue value, @Nullable Throwable failure) {
        this.value = value;
        this.failure = failure;
    }

    /** A call that may throw anything. */
    @FunctionalInterface
    interface Call {
        @Nullable
        ModelValue call() throws Exception;
    }

    static Outcome of(@Nullable ModelValue value) {
        return new Outcome(value, null);
    }

    static Outcome failed(Throwable failure) {
        return new Outcome(null, failure);
    }

    /** How a call ended. */
    static Outcome capture(Call call) {
        try {
            return of(call.call());
        } catch (Exception | Error thrown) {
            return failed(thrown);
        }
    }

    /** A failure of which every occurrence is told apart. */
    static Exception failure(boolean checked) {
        return checked ? new CheckedFailure() : new UncheckedFailure();
    }

    /** What a loader throws that declares it. */
    private static final class CheckedFailure extends Exception {
        private static final long serialVersionUID = 1L;

        CheckedFailure() {
            super("a load failed, as it was told to", null, false, false);
        }
    }

    /** What a loader throws without a word. */
    private static final class UncheckedFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UncheckedFailure() {
            super("a load failed, as it was told to", null, false, false);
        }
    }

    @Nullable
    ModelValue value() {
        return value;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    /** Ends a loader with it. */
    @Nullable
    ModelValue give() throws Exception {
        if (failure instanceof Exception exception) {
            throw exception;
        }
        return value;
    }

    /** As {@link #give}, for a loader that can only throw unchecked. */
    @Nullable
    ModelValue giveUnchecked() {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure != null) {
            throw new IllegalStateException("a checked failure was drawn for a loader that cannot throw it", failure);
        }
        return value;
    }

    /** What a caller sees who cannot be thrown a checked exception. */
    Outcome wrapped() {
        return failure == null || failure instanceof RuntimeException || failure instanceof Error
                ? this
                : failed(new CompletionException(failure));
    }

    /** As seen through a future, which may wrap a failure. */
    Outcome unwrapped() {
        return failure instanceof CompletionException && failure.getCause() != null ? failed(failure.getCause()) : this;
    }

    /** Demands that a call ended so: with the same value, the same failure, or one that wraps the same failure. */
    void require(Outcome actual, Object what) {
        boolean same = Objects.equals(value, actual.value) && sameFailure(failure, actual.failure);
        if (!same) {
            throw new Violation(what + " gave " + actual + ", not " + this, actual.failure);
        }
    }

    private static boolean sameFailure(@Nullable Throwable wanted, @Nullable Throwable actual) {
        if (wanted == actual) {
            return true;
        }
        return wanted instanceof CompletionException
                && actual instanceof CompletionException
                && wanted.getCause() == actual.getCause();
    }

    @Override
    public String toString() {
        return failure != null ? failure.toString() : String.valueOf(value);
    }
}
