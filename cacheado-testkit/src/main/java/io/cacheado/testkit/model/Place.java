package io.cacheado.testkit.model;

import io.cacheado.scope.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A scope of the population, with its place in the model's arrays. Equal by identity. */
final class Place {
    private final int index;
    private final Scope scope;
    private final @Nullable Place parent;
    private final List<Object> ids;
    private final String text;

    Place(int index, Scope scope, @Nullable Place parent, List<Object> ids) {
        this.index = index;
        this.scope = scope;
        this.parent = parent;
        this.ids = List.copyOf(ids);
        this.text = scope.toString();
    }

    int index() {
        return index;
    }

    Scope scope() {
        return scope;
    }

    @Nullable
    Place parent() {
        return parent;
    }

    /** The ids from the root, of the types that they were given in. */
    List<Object> ids() {
        return ids;
    }

    boolean isGlobal() {
        return parent == null;
    }

    /** Whether this is the other place or stands below it. */
    boolean isWithin(Place other) {
        for (Place place = this; place != null; place = place.parent) {
            if (place == other) {
                return true;
            }
        }
        return false;
    }

    /** This place cut to a level, or null if the level is not on its way. */
    @Nullable
    Place at(@Nullable String level) {
        if (level == null) {
            return this;
        }
        for (Place place = this; place != null; place = place.parent) {
            if (place.scope.level().equals(level)) {
                return place;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return text;
    }
}
