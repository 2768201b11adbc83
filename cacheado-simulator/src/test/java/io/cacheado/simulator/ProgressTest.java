package io.cacheado.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long now = Long.MAX_VALUE - 5;

    private Progress progress(boolean bar) {
        return new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), bar, () -> now);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void advance_withoutATerminal_printsALineForEachFifthThatTakesTime() {
        Progress progress = progress(false);
        progress.begin("work", 100);
        for (int i = 0; i < 100; i++) {
            now += TimeUnit.MILLISECONDS.toNanos(60);
            progress.advance(1);
        }
        progress.end();
        assertThat(text().lines()).hasSize(2).allMatch(line -> line.startsWith("work "));
        assertThat(text()).contains(" 20 %", " 60 %").doesNotContain("\r");
    }

    @Test
    void advance_thatTakesNoTime_printsNothingWithoutATerminal() {
        Progress progress = progress(false);
        progress.begin("work", 10);
        progress.advance(10);
        progress.breakOff();
        progress.end();
        assertThat(text()).isEmpty();
    }

    @Test
    void advance_onATerminal_movesABarOnOneLine() {
        Progress progress = progress(true);
        progress.begin("work", 1_000);
        progress.advance(500);
        progress.advance(1);
        progress.end();
        assertThat(text().split("\r")).hasSize(4);
        assertThat(text()).contains("[####################....................]  50 %", "100 %");
    }

    @Test
    void breakOff_onATerminal_endsTheLine() {
        Progress progress = progress(true);
        progress.begin("work", 10);
        progress.breakOff();
        assertThat(text()).endsWith("  0 %" + System.lineSeparator());
    }
}
