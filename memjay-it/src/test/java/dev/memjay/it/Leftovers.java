package dev.memjay.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a client could leave behind in this process: file descriptors and threads. */
public final class Leftovers {
    private static final String THREADS = "memjay";

    private Leftovers() {}

    /** How many file descriptors this process has open. */
    public static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the threads that clients started and that are alive. */
    public static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .filter(name -> name.startsWith(THREADS) && !name.startsWith("memjay-server"))
                .toList();
    }
}
