package io.cacheado.internal.context;

import io.cacheado.scope.Scope;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The current scopes of a thread: at most one for each tree.
 *
 * <p>An immutable link of a chain. Whatever changes the current scopes puts a link on top, which knows the one below; to end
 * a link is to make the one below it the top again, so the links above it end with it, and one that has ended is in no chain
 * and ends nothing. A link that hides all below it, of a load, a listener or a carried task, is a border: what was opened
 * outside cannot be closed inside.
 *
 * <p>The variable of the thread is removed with the last link, and never inherited.
 */
public final class Ambient {
    private static final ThreadLocal<@Nullable Ambient> CURRENT = new ThreadLocal<>();
    private static final Scope[] NONE = {};

    private final Scope[] scopes;
    private final @Nullable Ambient below;
    private final boolean border;

    private Ambient(Scope[] scopes, boolean border) {
        this.scopes = scopes;
        this.below = CURRENT.get();
        this.border = border;
    }

    private Ambient onTop() {
        CURRENT.set(this);
        return this;
    }

    /** Makes a scope current in place of that of its tree; the root stands above all trees, and in place of all. */
    static Ambient open(Scope scope) {
        Scope[] before = all();
        Scope[] after = new Scope[before.length + 1];
        int kept = 0;
        for (Scope each : before) {
            if (!areOfOneTree(each, scope)) {
                after[kept++] = each;
            }
        }
        after[kept++] = scope;
        return new Ambient(Arrays.copyOf(after, kept), false).onTop();
    }

    private static boolean areOfOneTree(Scope one, Scope other) {
        return one.tree().equals(other.tree())
                && (one.depth() == 0 || other.depth() == 0 || topLevel(one).equals(topLevel(other)));
    }

    private static String topLevel(Scope scope) {
        Scope top = scope;
        while (top.depth() > 1) {
            top = top.parent();
        }
        return top.level();
    }

    /** Makes an entry's scope current, and nothing else, until {@link #exit}. */
    public static Ambient enter(Scope scope) {
        return enter(new Scope[] {scope});
    }

    /** Makes just these scopes current, until {@link #exit}. */
    static Ambient enter(Scope[] scopes) {
        return new Ambient(scopes, true).onTop();
    }

    /** Restores what was current before, whatever was left open since. */
    public void exit() {
        set(below);
    }

    /** Ends this link and those above it; does nothing if it has ended. */
    void end() {
        boolean outside = false;
        for (Ambient each = CURRENT.get(); each != null; each = each.below) {
            if (each == this) {
                if (outside) {
                    throw new IllegalStateException("a current scope that was opened outside of a load, a listener or a"
                            + " captured task was closed inside (allowed: where it was opened)");
                }
                set(below);
                return;
            }
            outside |= each.border;
        }
    }

    private static void set(@Nullable Ambient top) {
        if (top == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(top);
        }
    }

    /** What is on top on this thread; null if nothing is current. */
    public static @Nullable Ambient top() {
        return CURRENT.get();
    }

    /** Makes a link of this thread's chain the top again, whatever was opened or closed since. */
    public static void restore(@Nullable Ambient top) {
        set(top);
    }

    /** The scopes that are current while this is on top. */
    public List<Scope> scopes() {
        return List.of(scopes);
    }

    /** The current scopes, of all trees; not to be changed. */
    static Scope[] all() {
        Ambient top = CURRENT.get();
        return top == null ? NONE : top.scopes;
    }

    /** Whether the scopes that were current further out are hidden. */
    static boolean isInsideABorder() {
        for (Ambient each = CURRENT.get(); each != null; each = each.below) {
            if (each.border) {
                return true;
            }
        }
        return false;
    }
}
