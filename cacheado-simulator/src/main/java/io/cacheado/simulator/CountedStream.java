package io.cacheado.simulator;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Bytes that tell the progress how many of them were read. They are read in blocks, by who buffers them. */
final class CountedStream extends FilterInputStream {
    private final Progress progress;

    CountedStream(InputStream bytes, Progress progress) {
        super(bytes);
        this.progress = progress;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        progress.advance(read < 0 ? 0 : 1);
        return read;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int read = super.read(into, offset, length);
        progress.advance(Math.max(0, read));
        return read;
    }
}
