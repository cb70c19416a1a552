package dev.memjay.cli.console;

import dev.memjay.error.Printable;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * The three streams of the command; text is UTF-8 whatever the locale, so that what went in as bytes comes out as such.
 *
 * <p>What prints throws an {@link OutputFailure} once standard output cannot be written. Output is buffered, so the last of
 * it may fail only at the end: see {@link #finish}.
 */
public final class Console {
    private static final int MAX_ANSWER = 100;
    /** The least that the parser lays out. */
    private static final int MIN_HELP = 55;

    private static final int MAX_HELP = 120;

    private final InputStream in;
    private final CheckedOutput checked;
    private final PrintStream out;
    private final PrintStream err;
    private final IntPredicate isTerminal;

    /** Streams of which none is a terminal. */
    public Console(InputStream in, OutputStream out, OutputStream err) {
        this(in, out, err, stream -> false);
    }

    /** Streams, and which of {@link Descriptors#IN}, {@code OUT} and {@code ERR} are terminals; asked when it matters. */
    public Console(InputStream in, OutputStream out, OutputStream err, IntPredicate isTerminal) {
        this.isTerminal = isTerminal;
        this.in = in;
        checked = new CheckedOutput(out);
        this.out = new PrintStream(new BufferedOutputStream(checked), false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    /** The streams of this process. */
    public static Console ofProcess() {
        return new Console(
                new FileInputStream(FileDescriptor.in),
                new FileOutputStream(FileDescriptor.out),
                new FileOutputStream(FileDescriptor.err),
                Descriptors::isTerminal);
    }

    public InputStream in() {
        return in;
    }

    /** All of standard input. */
    public byte[] readAll() {
        try {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    /** One line; what a terminal would obey in it is escaped, since most of what is printed comes from a server. */
    public void line(String text) {
        row(text);
    }

    /** Columns, separated by tabs; a tab or a line end inside one of them is escaped. */
    public void row(String... columns) {
        out.print(joined(columns));
        out.print('\n');
        check();
    }

    private static String joined(String... columns) {
        return Arrays.stream(columns).map(Printable::escaped).collect(Collectors.joining("\t"));
    }

    /**
     * Prints a stored value: byte for byte, so that a file or a program gets what is stored; but on a terminal as text, in
     * which only line ends and tabs are left of what it would obey.
     */
    public void value(byte[] value) {
        bytes(isTerminal.test(Descriptors.OUT) ? ShownBytes.of(value).getBytes(StandardCharsets.UTF_8) : value);
    }

    /** Bytes that this program made, as they are. */
    public void bytes(byte[] bytes) {
        out.write(bytes, 0, bytes.length);
        check();
    }

    /** Whether a stream is a terminal, see {@link Descriptors}. */
    public boolean isTerminal(int stream) {
        return isTerminal.test(stream);
    }

    /**
     * Asks the user, if there is one: where input and errors are a terminal.
     *
     * @param question what is answered by yes or no
     * @return whether the answer is yes; empty where nobody can be asked
     */
    public Optional<Boolean> ask(String question) {
        if (!isTerminal.test(Descriptors.IN) || !isTerminal.test(Descriptors.ERR)) {
            return Optional.empty();
        }
        err.print(Printable.escaped(question) + " [y/N] ");
        err.flush();
        String answer = readLine().strip().toLowerCase(Locale.ROOT);
        return Optional.of(answer.equals("y") || answer.equals("yes"));
    }

    /** The next line of standard input without its end; a line that is longer than an answer is cut. */
    private String readLine() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c >= 0 && c != '\n' && line.length() < MAX_ANSWER; c = in.read()) {
                line.append((char) c);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read: " + e.getMessage(), e);
        }
        return line.toString();
    }

    /** One line for the user, beside the output and behind what was printed before. */
    public void say(String text) {
        out.flush();
        err.print("memjay: " + Printable.escaped(text.replace('\n', ' ').replace('\r', ' ')) + '\n');
    }

    public void trace(Throwable error) {
        StringWriter trace = new StringWriter();
        error.printStackTrace(new PrintWriter(trace));
        trace.toString().lines().forEach(line -> err.print(joined(line.split("\t", -1)) + '\n'));
    }

    public void flush() {
        out.flush();
        check();
    }

    private void check() {
        IOException failure = checked.failure();
        if (failure != null) {
            throw new OutputFailure(failure);
        }
    }

    /**
     * Writes what is left, says if standard output could not be written, and gives the status for that.
     *
     * @param status that of the command
     * @return the same status if all was written
     */
    public int finish(int status) {
        try {
            flush();
            return status;
        } catch (OutputFailure e) {
            if (!e.isClosedPipe()) {
                say(String.valueOf(e.getMessage()));
            }
            return ExitStatus.of(e);
        }
    }

    /** How wide help may be: as the terminal, between what can be read and what can be laid out; 80 elsewhere. */
    public int helpWidth() {
        int columns = isTerminal.test(Descriptors.OUT) ? TerminalSize.now().columns() : TerminalSize.USUAL.columns();
        return Math.max(MIN_HELP, Math.min(MAX_HELP, columns));
    }

    public PrintWriter outWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    public PrintWriter errWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }
}
