package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulateTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... namesAndValues) {
        Map<String, String> properties = new HashMap<>();
        properties.put("out", folder.resolve("made/here").toString());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Simulate.run(
                properties::get,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private List<String> written(String name) throws IOException {
        return Files.readAllLines(folder.resolve("made/here").resolve(name));
    }

    @Test
    void run_ofTenants_printsAndWritesRatesOfEach() throws IOException {
        int code = run(
                "trace", "gen:loop?keys=10&requests=1000,gen:scan?requests=500",
                "sizes", "20,1%",
                "policies", "lru,caffeine-per-tenant,belady",
                "reach", "0.5,0.99");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("\r");
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("loop + scan: 1,500 requests for 510 keys of 2 tenants; everything takes 510 entries")
                .contains("all: hit rate in % of 1,500 reads")
                .contains("loop: hit rate in % of 1,000 reads")
                .containsPattern("lru +0.00 +66.00")
                .containsPattern("lru +50 % +\\d+")
                .containsPattern("lru +99 % +none +most 66.00 %");
        List<String> rates = written("hit-rates.csv");
        assertThat(rates.get(0)).isEqualTo(ResultCsv.RATES);
        assertThat(rates)
                .hasSize(1 + 3 * 2 * 3)
                .contains("lru,entries,20,3.921569,loop,1000,990,0.990000,1000,990,0.990000");
        assertThat(written("budgets.csv")).hasSize(1 + 3 * 2).contains("lru,entries,0.99,,,0.660000");
        assertThat(written("hit-rates.svg").get(0)).startsWith("<svg ");
    }

    @Test
    void run_ofAFile_byWeightAndField_withBadLinesSkipped_saysHowMany() throws IOException {
        Path file = Traces.csv(folder, "t.csv", "0,\"a,1,5,0,r", "0,\"a,1,5,0,r", "oops", "0,b,2,7,0,w", "0,b,2,7,0,r");
        int code = run(
                "trace",
                file.toString(),
                "units",
                "weight",
                "tenants",
                "field",
                "skip-bad",
                "true",
                "policies",
                "default");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("allowed");
        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(file + ": 1 malformed lines skipped")
                .contains("everything takes 12 units of weight")
                .contains("of the weight read");
        assertThat(written("hit-rates.csv")).anyMatch(line -> line.contains(",\"\"\"a\","));
    }

    @Test
    void run_ofAMalformedLine_isALineOnErrAndCodeTwo() throws IOException {
        Path file = Traces.csv(folder, "t.csv", "0,a,1,1,0,r", "oops");
        assertThat(run("trace", file.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith(file + ", line 3: line: oops (allowed: ")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void run_ofWritesAlone_saysThatNothingCanHit() throws IOException {
        Path file = Traces.csv(folder, "t.csv", "0,a,1,1,0,w");
        assertThat(run("trace", file.toString())).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("t: has no reads");
    }

    @Test
    void run_withAFolderThatCannotBe_isCodeOne() throws IOException {
        Path file = Traces.file(folder, "file", "");
        assertThat(run("trace", "gen:scan?requests=10", "out", file.resolve("x").toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be written");
    }

    @Test
    void run_askedForHelp_listsTheOptions() {
        assertThat(run("help", "true")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("-Dskip-bad");
    }

    @Test
    void run_withABar_drawsIt() {
        assertThat(run("trace", "gen:scan?requests=10", "policies", "lru", "progress", "", "runs", "2"))
                .isZero();
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("\r", "####] 100 %");
    }

    @Test
    void run_ofManyTenants_printsTheBusiestOnly() throws IOException {
        String[] lines = new String[20];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = "0,t" + i + ",1,1,0,r";
        }
        assertThat(run("trace", Traces.csv(folder, "t.csv", lines).toString(), "tenants", "field", "policies", "all"))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("12 more tenants are in the CSV.");
    }
}
