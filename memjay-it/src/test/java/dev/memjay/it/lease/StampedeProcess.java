package dev.memjay.it.lease;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One of the processes of a stampede, seen from outside: a {@link StampedeChild}, what it is told and what it says. */
final class StampedeProcess {
    /** Who hears of its loads, on a thread of the process's own. */
    interface Listener {
        /** A load began at a time of the machine's clock. */
        void loading(StampedeProcess process, long millis);

        /** A load ended. */
        void loaded(long millis);
    }

    private final Listener hears;
    private final Process process;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread listener = new Thread(this::listen, "stampede-child");
    private final Map<String, Long> said = new ConcurrentHashMap<>();

    StampedeProcess(Listener hears, String... arguments) {
        this.hears = hears;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-Xss256k",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                StampedeChild.class.getName()));
        command.addAll(List.of(arguments));
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        listener.setDaemon(true);
        listener.start();
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                hear(line.split(" ", -1));
            }
        } catch (IOException e) {
            // It was killed.
        }
    }

    private void hear(String[] words) {
        switch (words[0]) {
            case "ready" -> ready.countDown();
            case "load" -> hears.loading(this, Long.parseLong(words[1]));
            case "loaded" -> hears.loaded(Long.parseLong(words[1]));
            default -> said.put(words[0], Long.valueOf(words[1]));
        }
    }

    void awaitReady() throws InterruptedException {
        if (!ready.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a process does not start");
        }
    }

    /** Tells it to begin, or, the second time, to end. */
    void tell() {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitEnd() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("a process does not end");
        }
        listener.join();
    }

    /** A number that it said at its end. */
    long said(String name) {
        Long number = said.get(name);
        if (number == null) {
            throw new IllegalStateException("a process ended without saying its " + name);
        }
        return number;
    }

    void kill() {
        process.destroyForcibly();
    }
}
