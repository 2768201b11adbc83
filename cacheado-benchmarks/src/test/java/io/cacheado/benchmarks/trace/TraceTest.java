package io.cacheado.benchmarks.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cacheado.benchmarks.BadInput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    private static final String HEADER = "time,tenant,key_id,size,ttl,op\n";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        Path file = folder.resolve("some.csv.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    @Test
    void read_goodFile_givesRequestsInOrder() throws IOException {
        Trace trace = Trace.read(file(HEADER + "0,a/x,5,1,0,r\n1,b,5,1,0,r\n2,a/x,7,1,0,r\n3,a/x,5,1,0,r\n"));

        assertThat(trace.name()).isEqualTo("some");
        assertThat(trace.tenants()).containsExactly("a/x", "b");
        assertThat(IntStream.range(0, trace.length()).map(trace::tenantOf)).containsExactly(0, 1, 0, 0);
        assertThat(IntStream.range(0, trace.length()).map(trace::keyOf)).containsExactly(5, 5, 7, 5);
        assertThat(trace.entries()).containsExactly(0, 1, 2, 0);
        assertThat(trace.flat().entries()).containsExactly(0, 0, 1, 0);
    }

    @Test
    void read_longFile_keepsAll() throws IOException {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 200_000; i++) {
            text.append("0,t,").append(i).append(",1,0,r\n");
        }

        Trace trace = Trace.read(file(text.toString()));

        assertThat(trace.length()).isEqualTo(200_000);
        assertThat(trace.keyOf(199_999)).isEqualTo(199_999);
    }

    @Test
    void read_malformedLine_isNamedByItsNumber() throws IOException {
        for (String bad : new String[] {"0,a,x,1,0,r", "0,a,-1,1,0,r", "0,a,1", ""}) {
            Path file = file(HEADER + "0,a,5,1,0,r\n" + bad + "\n");
            assertThatThrownBy(() -> Trace.read(file))
                    .isInstanceOf(BadInput.class)
                    .hasMessageContaining("line 3: " + bad);
        }
    }

    @Test
    void read_otherHeader_isRefused() throws IOException {
        Path file = file("key,value\n");
        assertThatThrownBy(() -> Trace.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("line 1: key,value");
    }

    @Test
    void read_noGzip_isRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("plain.csv.gz"), HEADER);
        assertThatThrownBy(() -> Trace.read(file))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("allowed: a readable gzip file");
    }
}
