package io.cacheado.simulator;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Several traces as one, whose requests are spread evenly: at each point the same share of every trace has been, so all
 * end together. Tenants stay apart: a trace's tenants stand below its name.
 */
final class Interleaving {
    /** A trace, and how far it has come. */
    private static final class Part {
        private final Trace trace;
        private final int order;
        private final int[] tenants;
        private int next;

        Part(Trace trace, int order, int[] tenants) {
            this.trace = trace;
            this.order = order;
            this.tenants = tenants;
        }

        /** Where in the whole the next request stands, from 0 to 1: in the middle of its own stretch. */
        double position() {
            return (next + 0.5) / trace.length();
        }
    }

    private Interleaving() {}

    /** All of them; one alone stays as it is. */
    static Trace of(List<Trace> traces) {
        if (traces.size() == 1) {
            return traces.get(0);
        }
        TraceBuilder whole = new TraceBuilder();
        PriorityQueue<Part> parts = new PriorityQueue<>((a, b) -> {
            int byPosition = Double.compare(a.position(), b.position());
            return byPosition != 0 ? byPosition : Integer.compare(a.order, b.order);
        });
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Trace trace : traces) {
            names.add(trace.name());
            String name = distinct(trace.name(), taken);
            int[] tenants = new int[trace.tenants().size()];
            for (int i = 0; i < tenants.length; i++) {
                tenants[i] = whole.tenant(below(name, trace, i));
            }
            parts.add(new Part(trace, parts.size(), tenants));
        }
        while (!parts.isEmpty()) {
            Part part = parts.remove();
            Trace trace = part.trace;
            int request = part.next++;
            whole.add(
                    part.tenants[trace.tenant(request)],
                    trace.entries()[request],
                    trace.weights()[request],
                    trace.ops()[request]);
            if (part.next < trace.length()) {
                parts.add(part);
            }
        }
        return whole.build(String.join(" + ", names));
    }

    private static String distinct(String name, Set<String> taken) {
        String free = name;
        for (int i = 2; !taken.add(free); i++) {
            free = name + "#" + i;
        }
        return free;
    }

    private static List<String> below(String name, Trace trace, int tenant) {
        List<String> ids = trace.tenants().get(tenant);
        if (trace.tenants().size() == 1 && ids.equals(List.of(trace.name()))) {
            return List.of(name);
        }
        List<String> path = new ArrayList<>(ids);
        path.add(0, name);
        return path;
    }
}
