package io.cacheado.examples.storefront;

import java.io.PrintStream;
import java.util.Properties;

/**
 * The quickstart: {@code mvn -q -Pquickstart}.
 *
 * <p>Ends with code 1 if a figure that can be checked is wrong, and with 2 and one line on the error output if an option or
 * a trace cannot be used.
 */
final class Storefront {
    private Storefront() {}

    /** Runs with the system's properties as options. */
    public static void main(String[] args) {
        int code = run(System.getProperties(), System.out, System.err, Progress.toConsole());
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Runs with the given properties as options, and returns the exit code. */
    static int run(Properties properties, PrintStream out, PrintStream err, boolean console) {
        try {
            Options options = Options.of(properties);
            if (options.help()) {
                out.println(Options.usage());
                return 0;
            }
            if (options.trace().isPresent()) {
                TraceReplay.run(options.trace().get(), options, out, console);
                return 0;
            }
            return new Tour(options, out, console).run() ? 0 : 1;
        } catch (BadInput e) {
            err.println(e.getMessage());
            return 2;
        }
    }
}
