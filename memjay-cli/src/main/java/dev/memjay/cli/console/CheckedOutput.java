package dev.memjay.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A stream that remembers its first failure and drops what comes after it. Print streams and writers, the parser's among
 * them, swallow the failures of what they write to; so this is below them, and is asked afterwards.
 */
final class CheckedOutput extends OutputStream {
    private final OutputStream out;
    private @Nullable IOException failure;

    CheckedOutput(OutputStream out) {
        this.out = out;
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        if (failure != null) {
            return;
        }
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void flush() {
        if (failure != null) {
            return;
        }
        try {
            out.flush();
        } catch (IOException e) {
            failure = e;
        }
    }
}
