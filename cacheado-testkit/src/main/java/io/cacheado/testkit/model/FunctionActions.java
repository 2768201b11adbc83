package io.cacheado.testkit.model;

import io.cacheado.ScopedFunction;
import io.cacheado.scope.CurrentScope;
import io.cacheado.scope.MissingScopeException;
import io.cacheado.scope.Scope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls of functions whose results are kept in a cache: in a scope that is given, or in the current one. */
final class FunctionActions {
    private FunctionActions() {}

    static void call(Session session, Op op) {
        Target target = session.target(op);
        if (target == null) {
            return;
        }
        ScopedFunction<ModelKey, @Nullable ModelValue> function =
                session.subject().function(target.slot().cache());
        if (function == null) {
            return;
        }
        session.tally().count(Tally.FUNCTION);
        Scope scope = below(session, op, target.slot().place()).scope();
        boolean current = op.chance(11, 60);
        if (op.chance(12, 10)) {
            withoutScope(session, target, function);
        } else if (op.chance(13, 15)) {
            if (current) {
                CurrentScope.run(scope, () -> function.invalidate(target.key()));
            } else {
                function.invalidate(scope, target.key());
            }
            InvalidateActions.invalidated(session, target.slot());
        } else if (LoadActions.mayLoad(session, target)) {
            Load load = new Load(session, target.slot(), op, false);
            Outcome actual = session.capture(() -> session.loader()
                    .during(
                            load,
                            () -> current
                                    ? CurrentScope.call(scope, () -> function.apply(target.key()))
                                    : function.apply(scope, target.key())));
            LoadActions.ended(session, target, load, actual, true);
        }
    }

    /** The place itself, or one below it that is cut to it. */
    private static Place below(Session session, Op op, Place place) {
        List<Place> below = session.setup().forest().places().stream()
                .filter(each -> each.isWithin(place))
                .toList();
        return below.get(op.pick(10, below.size()));
    }

    /** Where a loader runs there is a current scope; everyone's results need none. */
    private static void withoutScope(
            Session session, Target target, ScopedFunction<ModelKey, @Nullable ModelValue> function) {
        if (session.isNested() || target.slot().place().isGlobal()) {
            return;
        }
        Outcome outcome = session.capture(() -> function.apply(target.key()));
        if (!(outcome.failure() instanceof MissingScopeException)) {
            throw new Violation("a function of " + target.slot() + " called in no scope gave " + outcome
                    + ", not MissingScopeException");
        }
    }
}
