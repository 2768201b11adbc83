package io.cacheado.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cacheado.Cacheado;
import io.cacheado.testkit.junit.JUnitRun;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.opentest4j.AssertionFailedError;

/**
 * The Java in README.md and docs/guide does what the text says: each block marked {@code java} is compiled and run, one
 * marked {@code java no-run} is compiled, and one marked {@code java 25} is compiled and run where the JDK is that new. Those
 * marked {@code java testkit} are the testkit's to run.
 *
 * <p>A block is the body of a method, after {@link #PRELUDE}; one that holds a class with a {@code main} is a program, and one
 * with a {@code @Test} is a file of its own, whose classes named {@code …Test} are run by JUnit. A line that ends with {@code
 * // → text} must give a value of that text, or with {@code // → throws Name} throw that. Failures name the file and the line.
 *
 * <p>It is here rather than in the core, since a page may use whatever is published.
 */
class SnippetsTest {
    private static final Path ROOT = root();
    private static final Pattern FENCE = Pattern.compile("( *)```(.*)");
    private static final Pattern PROMISE = Pattern.compile("(\\s*)(.*?;)\\s*// → (throws )?(.*)");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?:final )?[\\w.<>\\[\\]?, ]+ (\\w+) = .*");
    private static final Pattern PROGRAM = Pattern.compile("(?m)^(?:final )?class (\\w+)");
    private static final Pattern TEST_CLASS = Pattern.compile("(?m)^(?:final )?class (\\w+Test)\\b");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]\\n]*\\]\\(([^)\\s]+)\\)");

    private static final String IMPORTS =
            "import io.cacheado.*; import io.cacheado.annotation.*; import io.cacheado.event.*; import io.cacheado.policy.*;"
                    + " import io.cacheado.scope.*; import io.cacheado.stats.*; import java.time.*; import java.util.*;"
                    + " import java.util.concurrent.*; import java.util.function.*;"
                    + " import java.util.concurrent.atomic.AtomicLong;"
                    + " import io.cacheado.testkit.*; import io.cacheado.testkit.junit.*; import org.junit.jupiter.api.*;"
                    + " import org.junit.jupiter.api.extension.RegisterExtension;"
                    + " import static io.cacheado.scope.ScopeLevel.level;"
                    + " import static io.cacheado.testkit.CacheAssertions.assertThat;"
                    + " import static org.junit.jupiter.api.Assertions.*;";
    private static final List<Class<?>> ON_THE_CLASS_PATH =
            List.of(Cacheado.class, FakeTicker.class, Test.class, AnnotationSupport.class, AssertionFailedError.class);

    /** What the blocks go on from; docs/guide/start.md shows it to readers, and resilience.md the clock. */
    private static final String PRELUDE = "package snippets; " + IMPORTS + """
            public abstract class Prelude implements Callable<Void>, AutoCloseable {
                protected final ScopeTree tree = ScopeTree.of(
                        level("organization", "org_id", level("user", "user_id", level("session", "session_id"))),
                        level("tenant", "tenant_id", level("project", "project_id")));
                protected final Cacheado cacheado =
                        Cacheado.builder().scopes(tree).maximumSize(50_000).recordStats().build();
                protected final AtomicLong clock = new AtomicLong();
                protected final Cacheado timed = Cacheado.builder().scopes(tree).maximumSize(1_000).recordStats()
                        .ticker(clock::get).executor(Runnable::run).build();
                protected final Database db = new Database();
                protected final Cache<String, Settings> settings =
                        cacheado.cache("settings", String.class, Settings.class).scopedTo("user").build();

                public record Settings(String theme) {}

                public record Report(String title) {}

                /** Whatever is slow; "missing" is not in it. */
                public static final class Database {
                    public final Map<String, Integer> queries = new ConcurrentHashMap<>();

                    public Settings load(String key) {
                        queries.merge(key, 1, Integer::sum);
                        return key.equals("missing") ? null : new Settings(key);
                    }

                    public Settings loadOrFail(String key) throws java.io.IOException {
                        if (key.equals("broken")) {
                            throw new java.io.IOException("the database is down");
                        }
                        return load(key);
                    }

                    public CompletableFuture<Settings> loadAsync(String key) {
                        return CompletableFuture.supplyAsync(() -> load(key));
                    }

                    public Map<String, Settings> loadAll(Set<? extends String> keys) {
                        Map<String, Settings> all = new HashMap<>();
                        for (String key : keys) {
                            Settings one = load(key);
                            if (one != null) {
                                all.put(key, one);
                            }
                        }
                        return all;
                    }
                }

                public interface Statement {
                    void run() throws Throwable;
                }

                protected final void pass(Duration time) {
                    clock.addAndGet(time.toNanos());
                }

                protected static void shows(String expected, Object value) {
                    if (!expected.equals(String.valueOf(value))) {
                        throw new AssertionError("gives " + value + ", not " + expected);
                    }
                }

                protected static void fails(String expected, Statement statement) {
                    try {
                        statement.run();
                    } catch (Throwable thrown) {
                        shows(expected, thrown.getClass().getSimpleName());
                        return;
                    }
                    throw new AssertionError("does not throw " + expected);
                }

                protected abstract void run() throws Throwable;

                @Override
                public final Void call() throws Exception {
                    try {
                        run();
                    } catch (Exception | Error e) {
                        throw e;
                    } catch (Throwable t) {
                        throw new AssertionError(t);
                    }
                    return null;
                }

                @Override
                public final void close() {
                    cacheado.close();
                    timed.close();
                }
            }
            """;

    @TempDir
    private Path classes;

    /** The folder of the project: tests run in that of the module, or of the project. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("cacheado-core")) ? here : here.getParent();
    }

    @TestFactory
    Stream<DynamicTest> snippets_ofThePapers_compileAndRun() throws Exception {
        List<Snippet> snippets = new ArrayList<>();
        for (Path paper : papers()) {
            snippets.addAll(snippetsIn(paper));
        }
        assertThat(snippets).hasSizeGreaterThan(10);
        assertThat(compile(snippets, 17)).isEmpty();
        assertThat(compile(snippets, 25)).isEmpty();
        URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        return snippets.stream()
                .filter(Snippet::runs)
                .map(snippet -> DynamicTest.dynamicTest(snippet.title(), snippet.uri(), () -> run(snippet, loader)))
                .onClose(() -> close(loader));
    }

    @Test
    void links_ofThePapers_leadSomewhere() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path paper : papers()) {
            List<String> lines = Files.readAllLines(paper);
            for (int i = 0; i < lines.size(); i++) {
                Matcher links = LINK.matcher(lines.get(i));
                while (links.find()) {
                    if (!leadsSomewhere(paper, links.group(1))) {
                        dead.add(ROOT.relativize(paper) + ":" + (i + 1) + ": " + links.group(1));
                    }
                }
            }
        }
        assertThat(dead).isEmpty();
    }

    private static boolean leadsSomewhere(Path paper, String link) throws IOException {
        if (link.contains("://")) {
            return true;
        }
        String[] parts = link.split("#", 2);
        Path file = parts[0].isEmpty() ? paper : paper.resolveSibling(parts[0]);
        if (!Files.exists(file)) {
            return false;
        }
        return parts.length == 1
                || Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith("#"))
                        .anyMatch(line -> anchor(line).equals(parts[1]));
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\w\\- ]", "")
                .replace(' ', '-');
    }

    private static List<Path> papers() throws IOException {
        List<Path> papers = new ArrayList<>();
        for (String folder : List.of("", "docs/guide", "docs/design")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(papers::add);
            }
        }
        return papers;
    }

    private static List<Snippet> snippetsIn(Path paper) throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        List<String> lines = Files.readAllLines(paper);
        String info = null;
        int from = 0;
        for (int i = 0; i < lines.size(); i++) {
            Matcher fence = FENCE.matcher(lines.get(i));
            if (!fence.matches()) {
                continue;
            }
            if (info == null) {
                info = fence.group(2).trim();
                from = i + 1;
                continue;
            }
            if (info.equals("java") || info.equals("java no-run") || info.equals("java 25")) {
                snippets.add(new Snippet(
                        paper,
                        from + 1,
                        lines.subList(from, i),
                        !info.equals("java no-run"),
                        info.equals("java 25") ? 25 : 17,
                        snippets.size()));
            } else {
                assertThat(info)
                        .as(ROOT.relativize(paper) + ":" + from)
                        .isIn("", "xml", "text", "csv", "console", "kotlin", "java testkit");
            }
            info = null;
        }
        assertThat(info).as(paper + ": the last block has no end").isNull();
        return snippets;
    }

    /**
     * One block.
     *
     * @param firstLine the number of its first line in the paper, from 1
     * @param jdk the least that it needs
     */
    private record Snippet(Path paper, int firstLine, List<String> lines, boolean runs, int jdk, int number) {
        String name() {
            return paper.getFileName().toString().replaceAll("\\W", "_") + "_" + number;
        }

        /** The place of one of its lines, from 0. */
        String at(int line) {
            return ROOT.relativize(paper) + ":" + (firstLine + line);
        }

        /** The place of its first line, and what it needs. */
        String title() {
            return at(0) + (jdk > 17 ? " (needs JDK " + jdk + ")" : "");
        }

        URI uri() {
            return URI.create(paper.toUri() + "?line=" + firstLine);
        }

        boolean isTest() {
            return lines.stream().anyMatch(line -> line.strip().startsWith("@Test"));
        }

        /** The names of the classes that JUnit runs. */
        List<String> testClasses() {
            return TEST_CLASS
                    .matcher(String.join("\n", lines))
                    .results()
                    .map(found -> "snippets." + name() + "." + found.group(1))
                    .toList();
        }

        /** The class that is compiled: all that comes before the block is in its first line. */
        JavaFileObject toSource() {
            StringBuilder imports = new StringBuilder(IMPORTS);
            List<String> body = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                boolean isImport = lines.get(i).startsWith("import ");
                imports.append(isImport ? lines.get(i) : "");
                body.add(isImport ? "" : checked(lines.get(i), at(i)));
            }
            String code = String.join("\n", body);
            if (isTest()) {
                String header = "package snippets." + name() + "; " + imports + " import snippets.Prelude.*;\n";
                return source("snippets/" + name() + "/" + name(), header + code);
            }
            Matcher program = PROGRAM.matcher(code);
            String start =
                    code.contains("void main(") && program.find() ? program.group(1) + ".main(new String[0]);" : "";
            String whole = "package snippets; " + imports + " public final class " + name()
                    + " extends Prelude { @Override protected void run() throws Throwable {\n" + code + "\n" + start
                    + "}}";
            return source("snippets/" + name(), whole);
        }

        /** The line with its promise made a check. */
        private static String checked(String line, String at) {
            if (!line.contains("// →")) {
                return line;
            }
            Matcher promise = PROMISE.matcher(line);
            assertThat(promise.matches()).as(at + ": not one statement").isTrue();
            String statement = promise.group(2);
            String expected = '"' + promise.group(4).replace("\"", "\\\"") + '"';
            if (promise.group(3) != null) {
                return "fails(" + expected + ", () -> { " + statement + " });";
            }
            Matcher assignment = ASSIGNMENT.matcher(statement);
            return assignment.matches()
                    ? statement + " shows(" + expected + ", " + assignment.group(1) + ");"
                    : "shows(" + expected + ", " + statement.substring(0, statement.length() - 1) + ");";
        }
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }

    /** Compiles all blocks for a JDK at once, where it is that new, and returns what is wrong with them. */
    private String compile(List<Snippet> all, int jdk) throws IOException, URISyntaxException {
        List<Snippet> snippets =
                all.stream().filter(snippet -> snippet.jdk() == jdk).toList();
        assertThat(snippets).as("blocks for JDK " + jdk).isNotEmpty();
        if (Runtime.version().feature() < jdk) {
            return "";
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler).as("the compiler: tests need a JDK").isNotNull();
        List<JavaFileObject> sources = new ArrayList<>(List.of(source("snippets/Prelude", PRELUDE)));
        snippets.forEach(snippet -> sources.add(snippet.toSource()));
        List<String> options =
                List.of("-d", classes.toString(), "-cp", classPath(), "-proc:none", "--release", Integer.toString(jdk));
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        StringWriter rest = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, StandardCharsets.UTF_8)) {
            compiler.getTask(rest, files, found, options, null, sources).call();
        }
        return found.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(diagnostic -> place(diagnostic, snippets) + ": " + diagnostic.getMessage(null))
                        .collect(joining("\n"))
                + rest;
    }

    private static String classPath() throws URISyntaxException {
        List<String> places = new ArrayList<>();
        for (Class<?> each : ON_THE_CLASS_PATH) {
            URL place = each.getProtectionDomain().getCodeSource().getLocation();
            places.add(Path.of(place.toURI()).toString());
        }
        return String.join(File.pathSeparator, places);
    }

    private static String place(Diagnostic<? extends JavaFileObject> diagnostic, List<Snippet> snippets) {
        JavaFileObject source = diagnostic.getSource();
        for (Snippet snippet : snippets) {
            if (source != null && source.getName().endsWith("/" + snippet.name() + ".java")) {
                return snippet.at((int) diagnostic.getLineNumber() - 2);
            }
        }
        return source + ":" + diagnostic.getLineNumber();
    }

    private static void run(Snippet snippet, ClassLoader loader) throws Exception {
        assumeTrue(Runtime.version().feature() >= snippet.jdk(), "needs JDK " + snippet.jdk());
        if (snippet.isTest()) {
            runTests(snippet, loader);
            return;
        }
        Class<?> type = Class.forName("snippets." + snippet.name(), true, loader);
        Object body = type.getConstructor().newInstance();
        try (AutoCloseable closing = (AutoCloseable) body) {
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> ((Callable<?>) body).call());
        } catch (Exception | AssertionError e) {
            throw new AssertionError(where(snippet, e) + ": " + e, e);
        }
    }

    private static void runTests(Snippet snippet, ClassLoader loader) throws ClassNotFoundException {
        List<Class<?>> tests = new ArrayList<>();
        for (String name : snippet.testClasses()) {
            tests.add(Class.forName(name, true, loader));
        }
        assertThat(tests).as(snippet.at(0) + ": classes named …Test").isNotEmpty();
        JUnitRun run = JUnitRun.of(tests);
        assertThat(run.results()).as(snippet.at(0) + ": tests").isNotEmpty();
        run.results().values().stream()
                .flatMap(result -> result.getThrowable().stream())
                .forEach(thrown -> {
                    throw new AssertionError(where(snippet, thrown) + ": " + thrown, thrown);
                });
        assertThat(run.failures()).as(snippet.at(0)).isEmpty();
    }

    private static String where(Snippet snippet, Throwable thrown) {
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            for (StackTraceElement frame : each.getStackTrace()) {
                if (frame.getClassName().startsWith("snippets." + snippet.name())) {
                    return snippet.at(frame.getLineNumber() - 2);
                }
            }
        }
        return snippet.at(0);
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
