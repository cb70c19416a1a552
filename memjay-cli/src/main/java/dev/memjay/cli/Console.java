package dev.memjay.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The three streams of the command; text is UTF-8 whatever the locale, so that what went in as bytes comes out as such. */
final class Console {
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;

    Console(InputStream in, OutputStream out, OutputStream err) {
        this.in = in;
        this.out = new PrintStream(new BufferedOutputStream(out), false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    /** The streams of this process. */
    static Console ofProcess() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err));
    }

    InputStream in() {
        return in;
    }

    /** All of standard input. */
    byte[] readAll() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    void line(String text) {
        out.print(text);
        out.print('\n');
    }

    void bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
    }

    /** One line for the user, beside the output and behind what was printed before. */
    void say(String text) {
        out.flush();
        err.print("memjay: " + text.replace('\n', ' ').replace('\r', ' ') + '\n');
    }

    void trace(Throwable error) {
        error.printStackTrace(err);
    }

    void flush() {
        out.flush();
    }

    PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
