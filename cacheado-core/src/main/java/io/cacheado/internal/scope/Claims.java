package io.cacheado.internal.scope;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What someone who evicts for another has claimed of the domains that it takes a victim from. */
public final class Claims {
    /** Nothing is reserved for any of them. */
    public static final Claims NONE = new Claims(0);

    private final long units;
    private final List<Domain> domains = new ArrayList<>(1);

    private Claims(long units) {
        this.units = units;
    }

    /**
     * Claims a victim's units of all domains around it, up to those that are around the inserter too.
     *
     * @param top the first node that loses nothing by it, or whose loss is wanted; null for none
     * @return null if what is reserved for one of them forbids it
     */
    public static @Nullable Claims of(Region victim, @Nullable ScopeNode top, long units) {
        Claims claims = NONE;
        for (ScopeNode node = victim.node(); node != null && node != top; node = node.parent()) {
            Domain domain = node.domain();
            if (node.isClosed()) {
                // Dropped, and counted nowhere above.
                break;
            }
            if (domain != null && domain.reservation.units() > 0) {
                if (!domain.claim(units)) {
                    claims.release();
                    return null;
                }
                claims = claims == NONE ? new Claims(units) : claims;
                claims.domains.add(domain);
            }
        }
        return claims;
    }

    /** To be called once the victim's units have been given back, or it turned out not to leave. */
    public void release() {
        for (int i = 0; i < domains.size(); i++) {
            domains.get(i).unclaim(units);
        }
    }
}
