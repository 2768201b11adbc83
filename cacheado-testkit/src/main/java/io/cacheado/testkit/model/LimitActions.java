package io.cacheado.testkit.model;

import io.cacheado.Policy;
import io.cacheado.scope.Quota;
import io.cacheado.testkit.model.Setup.Profile;
import java.util.function.LongConsumer;

/** Changes of limits while the cacheado runs. */
final class LimitActions {
    private LimitActions() {}

    static void maximumSize(Session session, Op op) {
        if (session.setup().profile() == Profile.SPLITTING) {
            return; // Tables would no longer grow so large that they split.
        }
        Limit limit = session.limits().budget();
        change(
                session,
                op,
                limit,
                session.setup().budget(),
                session.engine()::maximumSize,
                session.setup().bounded());
    }

    static void cacheMaximum(Session session, Op op) {
        int cache = Math.floorMod(op.cache(), session.setup().caches().size());
        Limit limit = new Limit(Limit.Kind.CACHE, session.setup().forest().global(), cache);
        long initial = session.setup().caches().get(cache).maximum();
        Policy<ModelKey, ModelValue> policy = session.cache(cache).policy();
        change(session, op, limit, initial, policy::setMaximumSize, initial > 0);
        if (initial > 0 && policy.maximumSize().orElse(-1) != session.limits().maximum(limit)) {
            throw new Violation(limit + " is shown as " + policy.maximumSize());
        }
    }

    /** All scopes of a cache have the same limit. */
    static void scopeMaximum(Session session, Op op) {
        int cache = Math.floorMod(op.cache(), session.setup().caches().size());
        long initial = session.setup().caches().get(cache).maximumPerScope();
        Policy<ModelKey, ModelValue> policy = session.cache(cache).policy();
        LongConsumer changeAll = maximum -> {
            policy.setMaximumSizePerScope(maximum);
            for (Place place : session.setup().forest().places()) {
                session.limits().change(new Limit(Limit.Kind.PER_SCOPE, place, cache), maximum);
            }
        };
        Limit any = new Limit(Limit.Kind.PER_SCOPE, session.setup().forest().global(), cache);
        change(session, op, any, initial, changeAll, initial > 0);
    }

    static void quota(Session session, Op op) {
        Place place = DropActions.place(session, op);
        if (session.setup().profile() == Profile.EXACT) {
            return; // It would be a second domain.
        }
        if (place.isGlobal()) {
            DropActions.requireRefused(session, () -> session.engine().quota(place.scope(), Quota.limit(1)));
            return;
        }
        LongConsumer setter = maximum -> session.engine().quota(place.scope(), Quota.limit(maximum));
        change(
                session,
                op,
                session.limits().quota(place),
                Math.max(2, session.setup().budget() / 2),
                setter,
                true);
    }

    private static void change(
            Session session, Op op, Limit limit, long initial, LongConsumer setter, boolean allowed) {
        boolean senseless = op.chance(0, 8);
        long used = session.limits().used(limit);
        // Mostly so that one write can pay for the excess.
        long maximum = op.chance(1, 25)
                ? 1 + op.pick(2, (int) Math.max(1, initial))
                : Math.max(1, used - 20) + op.pick(2, (int) Math.max(1, initial - used + 30 + initial / 4));
        long value = senseless ? -op.pick(3, 2) : maximum;
        Outcome outcome = session.capture(() -> {
            setter.accept(value);
            return null;
        });
        if (!allowed || senseless) {
            Class<?> wanted = senseless && allowed ? IllegalArgumentException.class : IllegalStateException.class;
            boolean either = senseless && outcome.failure() instanceof IllegalArgumentException;
            if (!either && !wanted.isInstance(outcome.failure())) {
                throw new Violation("setting " + limit + " to " + value + " gave " + outcome + ", not " + wanted);
            }
            return;
        }
        Outcome.of(null).require(outcome, "setting " + limit + " to " + value);
        session.limits().change(limit, value);
        if (op.chance(4, 60) || session.setup().profile() == Profile.SPLITTING) {
            UpkeepActions.cleanUp(session);
        }
    }
}
