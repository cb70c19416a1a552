package dev.memjay.it.lease;

import dev.memjay.it.KilledMemcached;
import dev.memjay.server.MemcachedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stampede of several processes on one key, and what came of it. */
final class Stampede implements AutoCloseable {
    /** How a stampede is run. */
    enum Kind {
        /** With getOrCompute. */
        LEASE("getOrCompute"),
        /** With getOrCompute, where some of those who load are killed before they store. */
        KILLED("getOrCompute, loaders killed"),
        /** With getOrCompute, where the server is killed and comes back a second later, empty. */
        RESTARTED("getOrCompute, server restarted"),
        /** With a get, a load where it misses, and a set. */
        PLAIN("get, load, set");

        final String title;

        Kind(String title) {
            this.title = title;
        }
    }

    /** One time that the value was missing. */
    static final class Gap {
        /** How often the value was loaded. */
        int loads;
        /** How many of those who loaded were killed. */
        int kills;
        /** Whether the server was away in it, so that nothing could be stored. */
        boolean serverAway;
        /** When its last load ended; 0 while the value is missing. */
        private long filledAt;
    }

    /**
     * What came of a stampede.
     *
     * @param kind how it was run
     * @param server the kind of server
     * @param gaps the times that the value was missing
     * @param calls all calls of the processes that lived to the end
     * @param longestMillis the longest that one of them took
     * @param slow those that took longer than the loader and 100 ms
     * @param failed commands that failed, as by a timeout, so that a process had to load for itself
     */
    record Outcome(
            Kind kind,
            String server,
            List<Gap> gaps,
            long calls,
            long longestMillis,
            long slow,
            long failed,
            long errors) {
        int kills() {
            return gaps.stream().mapToInt(gap -> gap.kills).sum();
        }

        /** Loads beyond one for each gap and one for each who was killed, where there was a server. */
        int loadsTooMany() {
            return gaps.stream()
                    .filter(gap -> !gap.serverAway)
                    .mapToInt(gap -> gap.loads - 1 - gap.kills)
                    .sum();
        }
    }

    /** Loads that begin within this time of another's end are for the same gap; the value lives at least a second. */
    private static final long SAME_GAP_MILLIS = 500;

    private static final long TOO_LONG_SECONDS = 300;

    private final Kind kind;
    private final boolean real;
    private final int threads;
    private final int wanted;
    private final KilledMemcached memcached;
    private volatile MemcachedServer embedded;
    private final List<Child> children = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(1);

    /**
     * @param wanted how often the value shall be missing
     */
    Stampede(Kind kind, boolean real, int processes, int threads, int wanted) {
        this.kind = kind;
        this.real = real;
        this.threads = threads;
        this.wanted = wanted;
        memcached = real ? new KilledMemcached() : null;
        embedded = real ? null : embedded(0);
        for (int i = 0; i < processes; i++) {
            children.add(new Child());
        }
    }

    private static MemcachedServer embedded(int port) {
        return MemcachedServer.builder().version("1.6.18").port(port).start();
    }

    private String address() {
        return real ? memcached.address() : embedded.host() + ":" + embedded.port();
    }

    Outcome run() throws InterruptedException {
        for (Child child : List.copyOf(children)) {
            child.awaitReady();
        }
        List.copyOf(children).forEach(Child::tell);
        if (!enough.await(TOO_LONG_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    kind + ", " + (real ? "memcached" : "memjay-server") + ": the value was missing " + gaps.size()
                            + " times in " + TOO_LONG_SECONDS + " s and not " + wanted);
        }
        List<Child> living;
        synchronized (this) {
            living = List.copyOf(children);
        }
        for (Child child : living) {
            child.awaitReady();
        }
        living.forEach(Child::tell);
        for (Child child : living) {
            child.awaitEnd();
        }
        return new Outcome(
                kind,
                real ? "memcached" : "memjay-server",
                gaps,
                living.stream().mapToLong(child -> child.calls).sum(),
                living.stream().mapToLong(child -> child.longestMillis).max().orElse(0),
                living.stream().mapToLong(child -> child.slow).sum(),
                living.stream().mapToLong(child -> child.failed).sum(),
                living.stream().mapToLong(child -> child.errors).sum());
    }

    /** A load began in a process. */
    private synchronized void loading(Child child, long millis) {
        if (enough.getCount() == 0) {
            return;
        }
        Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
        boolean isNew = last == null || last.filledAt != 0 && millis - last.filledAt > SAME_GAP_MILLIS;
        if (isNew && gaps.size() == wanted) {
            enough.countDown();
            return;
        }
        if (isNew) {
            last = new Gap();
            gaps.add(last);
        }
        last.loads++;
        last.filledAt = isNew ? 0 : last.filledAt;
        int number = gaps.size();
        if (kind == Kind.KILLED && isNew && number % 4 == 2) {
            last.kills++;
            children.remove(child);
            child.kill();
            Child replacement = new Child();
            children.add(replacement);
            replacement.tell();
        } else if (kind == Kind.RESTARTED && isNew && number == (wanted + 1) / 2) {
            last.serverAway = true;
            new Thread(this::restart, "restart").start();
        }
    }

    private synchronized void loaded(long millis) {
        if (!gaps.isEmpty()) {
            gaps.get(gaps.size() - 1).filledAt = millis;
        }
    }

    private void restart() {
        int port = real ? 0 : embedded.port();
        if (real) {
            memcached.kill();
        } else {
            embedded.close();
        }
        try {
            Thread.sleep(1_000); // the time that the server is away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (real) {
            memcached.start();
        } else {
            embedded = embedded(port);
        }
    }

    /** One of the processes. */
    private final class Child {
        private final Process process;
        private final CountDownLatch ready = new CountDownLatch(1);
        private final Thread listener = new Thread(this::listen, "stampede-child");
        private volatile long calls;
        private volatile long longestMillis;
        private volatile long errors;
        private volatile long slow;
        private volatile long failed;

        Child() {
            try {
                process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx96m",
                                "-Xss256k",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                StampedeChild.class.getName(),
                                address(),
                                Integer.toString(threads),
                                kind == Kind.PLAIN ? "plain" : "lease",
                                kind == Kind.KILLED ? "2" : "5")
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
                case "load" -> loading(this, Long.parseLong(words[1]));
                case "loaded" -> loaded(Long.parseLong(words[1]));
                case "calls" -> calls = Long.parseLong(words[1]);
                case "longest" -> longestMillis = Long.parseLong(words[1]);
                case "slow" -> slow = Long.parseLong(words[1]);
                case "failed" -> failed = Long.parseLong(words[1]);
                case "errors" -> errors = Long.parseLong(words[1]);
                default -> throw new IllegalStateException("a process said " + words[0]);
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

        void kill() {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            enough.countDown();
            children.forEach(Child::kill);
        }
        if (real) {
            memcached.close();
        } else {
            embedded.close();
        }
    }
}
