package io.cacheado.testkit.model;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Objects;

/** What is printed of a failure: enough to see it happen again. */
final class Report {
    private Report() {}

    static String of(Trial trial, List<Op> shrunk, int operations, Trial.Failure original) {
        Trial.Failure again = trial.run(shrunk).failure();
        Trial.Failure shown = Objects.requireNonNullElse(again, original);
        Violation violation = shown.violation();
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println("FAILED: " + violation.getMessage());
        out.println(trial.setup());
        out.println("  found at operation " + original.operation() + " of " + operations + ": "
                + original.violation().getMessage());
        out.println("  shrunk to " + shrunk.size() + " operations:");
        for (Op op : shrunk) {
            out.println("    " + op);
        }
        out.println("  events of the last: " + shown.events());
        violation.printStackTrace(out);
        out.println(
                "again: -Dreplay=" + trial.setup().seed() + ":" + trial.setup().profile() + " -Dops=" + operations);
        out.flush();
        return text.toString();
    }
}
