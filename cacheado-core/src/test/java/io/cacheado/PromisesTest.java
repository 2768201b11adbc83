package io.cacheado;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/design/promises.md names each promise once, and for each a test that is there, or the issue that brings it. */
class PromisesTest {
    private static final Path ROOT = root();
    private static final Path PAPER = ROOT.resolve("docs/design/promises.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| \\*\\*([A-Z]\\d)\\*\\* \\|(.*)\\|(.*)\\|$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:#(\\w+))?`");
    private static final List<String> SOURCES = List.of(
            "cacheado-core/src/test/java",
            "cacheado-testkit/src/test/java",
            "cacheado-simulator/src/test/java",
            "cacheado-examples/storefront/src/test/java");

    /** The folder of the project: tests run in that of the module, or of the project. */
    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("cacheado-core")) ? here : here.getParent();
    }

    @Test
    void promises_ofThePaper_areAllThereOnce() throws IOException {
        List<String> expected = new ArrayList<>();
        Map.of("S", 6, "V", 5, "B", 1, "L", 7, "D", 3, "C", 3, "R", 4).forEach((part, lines) -> {
            for (int line = 1; line <= lines; line++) {
                expected.add(part + line);
            }
        });
        assertThat(rows()).extracting(row -> row.group(1)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void promises_ofThePaper_haveATestOrAnIssue() throws IOException {
        assertThat(rows())
                .filteredOn(row ->
                        !TEST.matcher(row.group(3)).find() && !row.group(3).contains("issue"))
                .extracting(row -> row.group(1))
                .isEmpty();
    }

    @Test
    void tests_namedInThePaper_exist() throws IOException {
        Map<String, String> sources = sources();
        String paper = Files.readString(PAPER);
        List<String> missing = new ArrayList<>();
        for (MatchResult named : TEST.matcher(paper).results().toList()) {
            String source = sources.getOrDefault(named.group(1), "");
            boolean exists = named.group(2) == null
                    ? !source.isEmpty()
                    : Pattern.compile("(?m)^ +(?!return |new |throw )[\\w<>?, ]+ " + named.group(2) + "\\(")
                            .matcher(source)
                            .find();
            if (!exists) {
                long line = paper.substring(0, named.start()).lines().count();
                missing.add("docs/design/promises.md:" + line + ": " + named.group());
            }
        }
        assertThat(missing).isEmpty();
    }

    private static List<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(PAPER)).results().toList();
    }

    /** The sources of all test classes, by simple name; classes of equal names together. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        for (String folder : SOURCES) {
            if (!Files.exists(ROOT.resolve(folder))) {
                continue;
            }
            List<Path> found;
            try (Stream<Path> files = Files.walk(ROOT.resolve(folder))) {
                found = files.filter(file -> file.toString().endsWith(".java")).toList();
            }
            for (Path file : found) {
                String name = file.getFileName().toString().replace(".java", "");
                String text = Files.readAllLines(file).stream()
                        .filter(line ->
                                !line.strip().startsWith("//") && !line.strip().startsWith("*"))
                        .collect(joining("\n"));
                sources.merge(name, text, String::concat);
            }
        }
        return sources;
    }
}
