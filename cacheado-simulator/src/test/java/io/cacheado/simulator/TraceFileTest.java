package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceFileTest {
    private static final String OK = "0,acme/42,7,3,0,r";

    @TempDir
    Path folder;

    private static TraceFile file(Path path, String tenants, boolean skipBad) {
        return new TraceFile(path, "auto", TenantRule.parse(tenants), skipBad, Traces.silent());
    }

    private static Trace read(Path path, String tenants) {
        return file(path, tenants, false).read();
    }

    @Test
    void read_ofCsv_keepsOrderOperationsAndSizes() throws IOException {
        Trace trace = read(Traces.csv(folder, "a.csv", OK, "1,acme/42,9,0,0,w", "2,acme/42,7,1,0,d"), "file");
        assertThat(trace.name()).isEqualTo("a");
        assertThat(trace.entries()).containsExactly(0, 1, 0);
        assertThat(new String(trace.ops())).isEqualTo("rwd");
        assertThat(trace.weights()).as("a size of 0 counts as 1").containsExactly(3, 1, 1);
        assertThat(trace.tenants()).containsExactly(List.of("a"));
    }

    @Test
    void read_ofGzip_isToldByItsFirstBytes() throws IOException {
        Path path = Files.write(folder.resolve("b"), Traces.gzip(CsvFormat.HEADER + "\n" + OK));
        assertThat(read(path, "file").length()).isEqualTo(1);
    }

    @Test
    void read_byField_makesTenantsWhoseEqualKeysAreDifferentEntries() throws IOException {
        Path path = Traces.csv(folder, "a.csv", OK, "0,acme/43,7,1,0,r", "0,globex,7,1,0,r", OK);
        Trace whole = read(path, "field");
        assertThat(whole.tenants()).containsExactly(List.of("acme", "42"), List.of("acme", "43"), List.of("globex"));
        assertThat(whole.entries()).containsExactly(0, 1, 2, 0);
        assertThat(whole.depth()).isEqualTo(2);
        Trace first = read(path, "field:1");
        assertThat(first.tenants()).containsExactly(List.of("acme"), List.of("globex"));
        assertThat(first.entries()).containsExactly(0, 0, 1, 0);
    }

    @Test
    void read_ofAMalformedLine_namesFileLineFieldAndWhatIsAllowed() throws IOException {
        for (String[] each : new String[][] {
            {"0,acme,7,1,0,x", "op: x (allowed: r, w or d)"},
            {"0,acme,7,1,0", "line: 0,acme,7,1,0 (allowed: the 6 fields"},
            {"0,acme,7,1,0,r,", "the 6 fields"},
            {"-1,acme,7,1,0,r", "time: -1 (allowed: a whole number"},
            {"0,acme,,1,0,r", "key_id:  (allowed"},
            {"0,acme,7,9223372036854775808,0,r", "size: 9223372036854775808"},
            {"0,acme,7,1,1.5,r", "ttl: 1.5"},
            {"0,acme//1,7,1,0,r", "tenant: acme//1"},
            {"0,,7,1,0,r", "tenant:  (allowed"},
            {"0," + "a/".repeat(16) + "a,7,1,0,r", "1 to 16 ids"},
            {"0," + "a".repeat(1_025) + ",7,1,0,r", "..."},
        }) {
            Path path = Traces.csv(folder, "bad.csv", OK, each[0], OK);
            assertThatThrownBy(() -> read(path, "field"))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining(path + ", line 3: ")
                    .hasMessageContaining(each[1]);
        }
    }

    @Test
    void read_ofAPathThatIsNoUtf8_isMalformed() throws IOException {
        byte[] bytes = (CsvFormat.HEADER + "\n0,acm?,7,1,0,r").getBytes(StandardCharsets.ISO_8859_1);
        bytes[CsvFormat.HEADER.length() + 6] = (byte) 0xff;
        Path path = Files.write(folder.resolve("c.csv"), bytes);
        assertThatThrownBy(() -> read(path, "field")).hasMessageContaining("UTF-8");
    }

    @Test
    void read_whenBadLinesAreSkipped_countsThemAndGoesOn() throws IOException {
        TraceFile file = file(Traces.csv(folder, "a.csv", OK, "x", OK, ""), "file", true);
        assertThat(file.read().length()).isEqualTo(2);
        assertThat(file.bad()).isEqualTo(2);
        assertThat(file.remarks()).isEqualTo("2 malformed lines skipped");
    }

    @Test
    void read_ofAnUnknownForm_namesBothForms() throws IOException {
        Path path = Traces.file(folder, "x.csv", "what,is,this\n");
        assertThatThrownBy(() -> read(path, "file"))
                .hasMessageContaining(path + ", line 1: first line: what,is,this")
                .hasMessageContaining(CsvFormat.HEADER)
                .hasMessageContaining("Common Log Format");
        assertThatThrownBy(() -> new TraceFile(path, "csv", TenantRule.parse("file"), true, Traces.silent()).read())
                .hasMessageContaining(CsvFormat.HEADER)
                .hasMessageNotContaining("Common");
    }

    @Test
    void read_ofNothing_saysSo() throws IOException {
        assertThatThrownBy(() -> read(Traces.file(folder, "e", ""), "file")).hasMessageEndingWith("has no requests");
        assertThatThrownBy(() ->
                        file(Traces.csv(folder, "e.csv", "x"), "file", true).read())
                .hasMessageEndingWith("has no requests (1 malformed lines skipped)");
    }

    @Test
    void read_ofAGzipThatIsCut_saysAfterWhichLine() throws IOException {
        byte[] bytes = Traces.gzip(CsvFormat.HEADER + "\n" + OK + "\n");
        Path path = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length - 9));
        assertThatThrownBy(() -> read(path, "file"))
                .hasMessageContaining("after line ")
                .hasMessageContaining("cannot be read");
    }

    @Test
    void read_ofCsvByThePartOfALog_isRefused() throws IOException {
        Path path = Traces.csv(folder, "a.csv", OK);
        assertThatThrownBy(() -> read(path, "user")).hasMessageContaining("tenants: user (allowed: file, field");
    }

    @Test
    void name_leavesOutHowItIsPacked() {
        assertThat(List.of("/x/a.csv.gz", "a.log", "access.log.1", "a.gz", "/"))
                .extracting(each -> TraceFile.name(Path.of(each)))
                .containsExactly("a", "a", "access.log.1", "a", "/");
    }
}
