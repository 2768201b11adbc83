package io.cacheado.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorefrontTest {
    @TempDir
    private Path folder;

    @Test
    void run_help_listsOptions() {
        Output run = new Output(false, "help=");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("-Dthreads=").isASCII();
        assertThat(run.err()).isEmpty();
    }

    @Test
    void run_unknownPolicy_isOneLineAndCode2() {
        Output run = new Output(false, "policy=mru");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).hasSize(1).first().asString().startsWith("-Dpolicy=mru: ");
    }

    @Test
    void run_malformedTrace_isOneLineAndCode2() throws IOException {
        Output run = new Output(false, "trace=" + trace("0,a,1,1,0,r", "0,a,one,1,0,r"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1).first().asString().contains(": line 3: key_id ");
    }

    @Test
    void run_traceWithTenantThatScopesRefuse_isOneLineAndCode2() throws IOException {
        Output run = new Output(false, "trace=" + trace("0,a,1,1,0,r", "0," + "x".repeat(1_025) + ",1,1,0,r"));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1).first().asString().contains(": line 3: tenant: ");
    }

    @Test
    void run_trace_countsHitsOfEachTenant() throws IOException {
        Output run = new Output(
                false,
                "budget=100",
                "policy=lru",
                "trace="
                        + trace(
                                "0,acme/1,7,1,0,r",
                                "1,acme/1,7,1,0,r",
                                "2,acme/1,7,1,0,r",
                                "3,acme,7,1,0,r",
                                "4,acme,7,1,0,d",
                                "5,acme,7,1,0,r",
                                "6,other,7,1,0,w",
                                "7,other,7,1,0,r"));

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("8 requests of 3 tenants for 3 keys; a budget of 100 entries")
                .contains("hit rate 50.0 %")
                .containsPattern("acme/1 +3 +66.7 % +1 ")
                .containsPattern("acme +5 +40.0 % +3 ")
                .containsPattern("other +1 +100.0 % +0 ");
    }

    @Test
    void run_traceOnConsole_movesBarOnOneLine() throws IOException {
        Output run = new Output(true, "trace=" + trace("0,a,1,1,0,r"));

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("\r").contains("100 %");
    }

    private Path trace(String... lines) throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), Trace.HEADER + "\n" + String.join("\n", lines) + "\n");
    }
}
