package io.cacheado.internal.scope;

import io.cacheado.internal.stats.Tally;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A region of a cache that has a limit for each scope. 48 bytes, like any other. */
public class BoundedRegion extends Region {
    private static final VarHandle CHARGED;

    static {
        try {
            CHARGED = MethodHandles.lookup().findVarHandle(BoundedRegion.class, "charged", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int charged;

    protected BoundedRegion(int hash, ScopeNode node, Generation generation, @Nullable Tally tally) {
        super(hash, node, generation, tally);
    }

    @Override
    final boolean tryCharge() {
        for (; ; ) {
            int before = charged;
            if (before >= cache().maximumPerScope() || before == Integer.MAX_VALUE) {
                return false;
            }
            if (CHARGED.compareAndSet(this, before, before + 1)) {
                return true;
            }
        }
    }

    @Override
    final void release() {
        CHARGED.getAndAdd(this, -1);
    }

    @Override
    public final long mostCharged() {
        return charged;
    }

    @Override
    final long excess() {
        return Math.max(0, charged + 1L - cache().maximumPerScope());
    }
}
