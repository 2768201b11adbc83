package io.cacheado.testkit.model;

import io.cacheado.Cacheado;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A run of some operations on one setup, from the beginning, as often as wanted. */
final class Trial {
    private final Setup setup;
    private final UnaryOperator<Cacheado> disguise;

    /** How a run failed: at which operation, or after the last one, how, and what events that one had. */
    record Failure(int operation, Violation violation, String events) {}

    /** How a run went. */
    record Result(Tally tally, @Nullable Failure failure) {}

    Trial(Setup setup, UnaryOperator<Cacheado> disguise) {
        this.setup = setup;
        this.disguise = disguise;
    }

    Setup setup() {
        return setup;
    }

    Result run(List<Op> operations) {
        Tally tally = new Tally();
        try {
            Session session = new Session(setup, disguise);
            tally = session.tally();
            return new Result(tally, run(session, operations));
        } catch (RuntimeException | Error unexpected) {
            return new Result(tally, new Failure(0, new Violation("threw " + unexpected, unexpected), ""));
        }
    }

    private static @Nullable Failure run(Session session, List<Op> operations) {
        int done = 0;
        try {
            for (Op op : operations) {
                session.run(op);
                done++;
            }
            new Ending(session).run();
            return null;
        } catch (Violation violation) {
            return new Failure(done, violation, session.departures().toString());
        } catch (RuntimeException | Error unexpected) {
            Violation violation = new Violation("threw " + unexpected, unexpected);
            return new Failure(done, violation, session.departures().toString());
        }
    }
}
