package dev.memjay.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command in a pseudo-terminal: what stands on its screen, and what is typed. Ended when closed. */
final class PtySession implements AutoCloseable {
    /** The status of the session where the program left the terminal in another mode. */
    static final int MODE_CHANGED = 99;

    private static final long MAX_WAIT_MILLIS = 60_000;

    private final Process process;
    private final ScreenText screen;
    private final Thread reader = new Thread(this::read, "pty");
    private @Nullable Throwable failure;
    private boolean ended;

    PtySession(Path folder, int rows, int columns, String... arguments) throws IOException {
        Path script = folder.resolve("terminal.py");
        if (!Files.exists(script)) {
            try (var resource = PtySession.class.getResourceAsStream("/terminal.py")) {
                Files.copy(Objects.requireNonNull(resource), script);
            }
        }
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                "/usr/bin/python3",
                script.toString(),
                Integer.toString(rows),
                Integer.toString(columns),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.memjay.cli.MemjayCommand"));
        command.addAll(List.of(arguments));
        screen = new ScreenText(rows, columns);
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        char[] some = new char[8192];
        try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int count = output.read(some); count >= 0; count = output.read(some)) {
                synchronized (screen) {
                    screen.write(new String(some, 0, count));
                    screen.notifyAll();
                }
            }
        } catch (IOException | AssertionError e) {
            failure = e;
        }
        synchronized (screen) {
            ended = true;
            screen.notifyAll();
        }
    }

    /** Types keys. */
    void press(String keys) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write(keys.getBytes(StandardCharsets.US_ASCII));
        in.flush();
    }

    /** Gives the terminal another size; 200 at most, as much as a byte and a test need. */
    void resize(int rows, int columns) throws IOException {
        synchronized (screen) {
            screen.resize(rows, columns);
        }
        OutputStream in = process.getOutputStream();
        in.write(new byte[] {(byte) 255, (byte) rows, (byte) columns});
        in.flush();
    }

    /** Waits until the screen is such, and gives its text. */
    String await(Predicate<ScreenText> condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(MAX_WAIT_MILLIS);
        synchronized (screen) {
            while (!condition.test(screen)) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || failure != null || left <= 0) {
                    throw new AssertionError("the screen is\n" + screen.text(), failure);
                }
                screen.wait(left);
            }
            return screen.text();
        }
    }

    String awaitText(String regex) throws InterruptedException {
        return await(now ->
                Pattern.compile(regex, Pattern.MULTILINE).matcher(now.text()).find());
    }

    /** The program's status, or {@link #MODE_CHANGED}. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(MAX_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it does not end; the screen is\n" + screen.text());
        }
        reader.join();
        if (failure != null) {
            throw new AssertionError(failure);
        }
        return process.exitValue();
    }

    ScreenText screen() {
        return screen;
    }

    /** The program itself, a child of the one that holds the terminal. */
    ProcessHandle program() {
        return process.children().findFirst().orElseThrow();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
