package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFormatTest {
    private static final String COMMON =
            "10.0.0.1 - ada [10/Oct/2000:13:55:36 -0700] \"GET /shop/a.gif?x=1 HTTP/1.0\" 200 2326";
    private static final String COMBINED =
            "10.0.0.2 - - [10/Oct/2000:13:55:37 -0700] \"HEAD /shop/a.gif?x=1 HTTP/1.1\" 304 - "
                    + "\"http://example.com/\\\"start\\\"\" \"Mozilla/5.0 (X11)\"";
    private static final String HOSTED =
            "www.example.com:80 10.0.0.3 - - [10/Oct/2000:13:55:38 -0700] \"GET / HTTP/1.1\" 200 5 \"-\" \"-\"";

    @TempDir
    Path folder;

    private Trace read(String tenants, String... lines) throws IOException {
        return file(tenants, lines).read();
    }

    private TraceFile file(String tenants, String... lines) throws IOException {
        Path path = Traces.file(folder, "access.log", String.join("\n", lines));
        return new TraceFile(path, "auto", TenantRule.parse(tenants), false, Traces.silent());
    }

    @Test
    void read_ofCommonAndCombined_takesTargetWithQueryAndSize() throws IOException {
        Trace trace = read("file", COMMON, COMBINED, HOSTED);
        assertThat(trace.entries()).containsExactly(0, 0, 1);
        assertThat(trace.weights()).containsExactly(2326, 1, 5);
        assertThat(new String(trace.ops())).isEqualTo("rrr");
        assertThat(trace.tenants()).containsExactly(List.of("access"));
    }

    @Test
    void read_byEachPartOfALine_namesTheTenant() throws IOException {
        assertThat(read("host", COMMON, COMBINED).tenants()).containsExactly(List.of("10.0.0.1"), List.of("10.0.0.2"));
        assertThat(read("user", COMMON, COMBINED).tenants()).containsExactly(List.of("ada"), List.of("-"));
        assertThat(read("vhost", HOSTED).tenants()).containsExactly(List.of("www.example.com:80"));
        assertThat(read("field", COMMON, HOSTED).tenants())
                .as("what stands at the top has no segment of its own")
                .containsExactly(List.of("shop"), List.of("/"));
    }

    @Test
    void read_byVirtualHostWithoutOne_isMalformed() throws IOException {
        TraceFile file = file("vhost", HOSTED, COMMON);
        assertThatThrownBy(file::read).hasMessageContaining("line 2").hasMessageContaining("a virtual host in front");
    }

    @Test
    void read_ofWhatACacheWouldNotAnswer_leavesItOutAndCounts() throws IOException {
        TraceFile file = file(
                "file",
                COMMON,
                COMMON.replace("GET", "POST"),
                COMMON.replace(" 200 ", " 404 "),
                COMMON.replaceFirst("GET .*1.0", "-").replace(" 200 ", " 408 "));
        assertThat(file.read().length()).isEqualTo(1);
        assertThat(file.remarks()).isEqualTo("3 left out: errors, or neither GET nor HEAD");
    }

    @Test
    void read_ofAMalformedLine_namesFileAndLine() throws IOException {
        for (String[] each : new String[][] {
            {"non\u001bsense", "line: non?sense (allowed"},
            {"nonsense", "as in the Common Log Format"},
            {COMMON.replace(" 200 2326", ""), "as in the Common Log Format"},
            {COMMON.replace("GET /shop/a.gif?x=1 HTTP/1.0", "hello"), "request: hello (allowed: METHOD TARGET"},
        }) {
            TraceFile file = file("file", COMMON, each[0]);
            assertThatThrownBy(file::read)
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("access.log, line 2: ")
                    .hasMessageContaining(each[1]);
        }
    }

    @Test
    void read_whenTheFirstLineIsNoRequest_needsToBeToldTheForm() throws IOException {
        Path path = Traces.file(folder, "a.log", "# rotated\n" + COMMON);
        TenantRule rule = TenantRule.parse("file");
        assertThatThrownBy(() -> new TraceFile(path, "auto", rule, true, Traces.silent()).read())
                .hasMessageContaining("-Dformat=log");
        assertThat(new TraceFile(path, "log", rule, true, Traces.silent())
                        .read()
                        .length())
                .isEqualTo(1);
    }

    @Test
    void read_ofAbsoluteTargets_findsTheSegmentBehindTheHost() throws IOException {
        assertThat(read("field", COMMON.replace("/shop/", "http://example.com/shop/"))
                        .tenants())
                .containsExactly(List.of("shop"));
    }
}
