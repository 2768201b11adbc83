package io.cacheado.testkit;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

/** The policy of the guide, and its test there, are compiled and run: the blocks marked {@code java testkit}. */
class PolicyGuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```java testkit\n(.*?)^```$");
    private static final Pattern NAME = Pattern.compile("public (?:final )?class (\\w+)");
    private static final String IMPORTS = "package guide; import io.cacheado.*; import io.cacheado.policy.*;"
            + " import io.cacheado.testkit.*; import org.junit.jupiter.api.*; ";

    @TempDir
    private Path classes;

    private static Path guide() {
        Path here = Path.of("").toAbsolutePath();
        Path root = Files.exists(here.resolve("docs")) ? here : here.getParent();
        return root.resolve("docs/guide/policies.md");
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///guide/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return IMPORTS + code;
            }
        };
    }

    private List<String> compile() throws Exception {
        List<JavaFileObject> sources = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(guide()));
        while (blocks.find()) {
            Matcher name = NAME.matcher(blocks.group(1));
            assertThat(name.find()).isTrue();
            names.add(name.group(1));
            sources.add(source(name.group(1), blocks.group(1)));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "--release",
                "17");
        try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, StandardCharsets.UTF_8)) {
            compiler.getTask(null, files, found, options, null, sources).call();
        }
        assertThat(found.getDiagnostics().stream()
                        .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                        .map(Object::toString)
                        .collect(joining("\n")))
                .isEmpty();
        return names;
    }

    @TestFactory
    Stream<DynamicTest> testOfTheGuide_passes() throws Exception {
        List<String> names = compile();
        assertThat(names).containsExactly("TwoLists", "TwoListsTest");
        URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        Class<?> test = loader.loadClass("guide.TwoListsTest");
        List<Method> tests = Stream.of(test.getMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .toList();
        assertThat(tests).hasSizeGreaterThan(10);
        return tests.stream()
                .map(method -> DynamicTest.dynamicTest(
                        method.getName(),
                        () -> method.invoke(test.getConstructor().newInstance())))
                .onClose(() -> close(loader));
    }

    private static void close(URLClassLoader loader) {
        try {
            loader.close();
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }
}
