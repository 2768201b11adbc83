package io.cacheado.internal.proxy;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The key of a call with several arguments or none: an immutable list of them that knows its hash. */
final class Arguments extends AbstractList<@Nullable Object> implements RandomAccess {
    static final Arguments NONE = new Arguments(new Object[0]);

    /** The key of a call whose only argument is null. */
    enum Only {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    private final @Nullable Object[] values;
    private final int hash;

    /** @param values snapshots, not to be changed any more */
    Arguments(@Nullable Object[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    @Override
    public @Nullable Object get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Arguments that
                ? hash == that.hash && Arrays.equals(values, that.values)
                : super.equals(other);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
