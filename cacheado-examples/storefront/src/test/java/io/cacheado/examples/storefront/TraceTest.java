package io.cacheado.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
    private static final String TWO_LINES = Trace.HEADER + "\n0,acme/42,7,1,0,r\n5,zürich,8,1,0,w\n";

    private Path file;

    @BeforeEach
    void createFile(@TempDir Path folder) {
        file = folder.resolve("trace");
    }

    @Test
    void read_plainCsv_givesRequestsInOrder() throws IOException {
        Files.writeString(file, TWO_LINES);

        assertTwoLines(Trace.read(file));
    }

    @Test
    void read_gzip_givesRequestsInOrder() throws IOException {
        Files.write(file, gzip(TWO_LINES));

        assertTwoLines(Trace.read(file));
    }

    @Test
    void read_manyLines_growsAndKeepsTenantsOnce() throws IOException {
        StringBuilder lines = new StringBuilder(Trace.HEADER).append('\n');
        for (int i = 0; i < 200_000; i++) {
            lines.append("0,t").append(i % 3).append(',').append(i).append(",1,0,d\n");
        }
        Files.writeString(file, lines);

        Trace trace = Trace.read(file);

        assertThat(trace.size()).isEqualTo(200_000);
        assertThat(trace.tenants()).hasSize(3);
        assertThat(trace.key(199_999)).isEqualTo(199_999);
        assertThat(trace.op(199_999)).isEqualTo('d');
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0,a,1,1,0            | expected 6 fields
            0,a,1,1,0,r,r        | expected 6 fields
            ''                   | expected 6 fields
            x,a,1,1,0,r          | time must be a whole number
            0,a,k,1,0,r          | key_id must be a whole number
            0,a,-1,1,0,r         | key_id must be a whole number
            0,a,1,1.5,0,r        | size must be a whole number
            0,a,1,1,,r           | ttl must be a whole number
            0,a,1,1,0,x          | op must be r, w or d
            0,,1,1,0,r           | tenant must be 1 to 16 ids
            0,a//b,1,1,0,r       | tenant must be 1 to 16 ids
            """)
    void read_malformedLine_saysWhichAndWhy(String line, String why) throws IOException {
        Files.writeString(file, TWO_LINES + line + "\n" + "0,a,1,1,0,r\n");

        assertThatThrownBy(() -> Trace.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageStartingWith("-Dtrace=" + file + ": line 4: " + why)
                .hasMessageNotContaining("\n");
    }

    @Test
    void read_longFieldThatIsMalformed_isToldInOneShortLine() throws IOException {
        for (String line : List.of("0,a/" + "/".repeat(100_000) + ",1,1,0,r", "0,a,1,1,0," + "w".repeat(100_000))) {
            Files.writeString(file, Trace.HEADER + "\n" + line + "\n");

            assertThatThrownBy(() -> Trace.read(file))
                    .isInstanceOf(BadInput.class)
                    .hasMessageEndingWith("…\"")
                    .satisfies(refused -> assertThat(refused.getMessage())
                            .hasSizeLessThan(150 + file.toString().length()));
        }
    }

    @Test
    void read_otherHeader_isRefused() throws IOException {
        Files.writeString(file, "0,a,1,1,0,r\n");

        assertThatThrownBy(() -> Trace.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("line 1: expected");
    }

    @Test
    void read_bytesThatAreNoText_saysWhichLine() throws IOException {
        Files.write(file, (TWO_LINES + "0,\u00ff,1,1,0,r\n").getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> Trace.read(file)).isInstanceOf(BadInput.class).hasMessageContaining("line 3: ");
    }

    @Test
    void read_gzipThatEndsEarly_isRefused() throws IOException {
        byte[] whole = gzip(TWO_LINES);
        Files.write(file, Arrays.copyOf(whole, whole.length - 12));

        assertThatThrownBy(() -> Trace.read(file)).isInstanceOf(BadInput.class).hasMessageContaining("cannot be read");
    }

    @ParameterizedTest
    @CsvSource({"''", "time"})
    void read_noRequests_isRefused(String kind) throws IOException {
        Files.writeString(file, kind.isEmpty() ? "" : Trace.HEADER + "\n");

        assertThatThrownBy(() -> Trace.read(file)).isInstanceOf(BadInput.class).hasMessageContaining("no requests");
    }

    private static void assertTwoLines(Trace trace) {
        assertThat(trace.size()).isEqualTo(2);
        assertThat(trace.tenants())
                .containsExactly(
                        new Trace.Tenant("acme/42", List.of("acme", "42"), 2),
                        new Trace.Tenant("zürich", List.of("zürich"), 3));
        assertThat(trace.tenant(1)).isEqualTo(1);
        assertThat(trace.key(0)).isEqualTo(7);
        assertThat(trace.op(0)).isEqualTo('r');
        assertThat(trace.op(1)).isEqualTo('w');
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
