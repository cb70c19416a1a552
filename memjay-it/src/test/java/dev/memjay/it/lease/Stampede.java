package dev.memjay.it.lease;

import dev.memjay.it.KilledMemcached;
import dev.memjay.model.LoadPolicy;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A stampede of several processes on one key, and what came of it. */
final class Stampede implements AutoCloseable, StampedeProcess.Listener {
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

        /** How values are loaded, where that is with getOrCompute. */
        LoadPolicy policy() {
            return StampedeChild.policy(this == KILLED ? 2 : 5);
        }

        /**
         * The longest that a call may take by what its policy states: waiting for others as long as it says, the loader,
         * and commands that fail, of which one before and one behind the loader can each use up its time.
         */
        long boundMillis() {
            return policy().maxWait()
                    .plus(StampedeChild.LOADER_TIME)
                    .plus(COMMAND_TIME.multipliedBy(2))
                    .toMillis();
        }
    }

    /** The client's standard. */
    static final Duration COMMAND_TIME = Duration.ofSeconds(1);

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
     * @param stalledMillis the longest that one of them was kept from running, in all
     * @param failed commands that failed, as by a timeout, so that a process had to load for itself
     */
    record Outcome(
            Kind kind,
            String server,
            List<Gap> gaps,
            long calls,
            long longestMillis,
            long slow,
            long stalledMillis,
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
    private final Duration commandTime;
    private final boolean real;
    private final int threads;
    private final int wanted;
    private final KilledMemcached memcached;
    private volatile MemcachedServer embedded;
    private final List<StampedeProcess> children = new ArrayList<>();
    private final List<Gap> gaps = new ArrayList<>();
    private final CountDownLatch enough = new CountDownLatch(1);
    /** When the server is away, in milliseconds of the machine's clock, as loads are told. */
    private long awayFrom = Long.MAX_VALUE;

    private long awayTo = Long.MAX_VALUE;
    private boolean restarting;

    /**
     * @param commandTime the time that each command has; one that fails lets its process load for itself
     * @param wanted how often the value shall be missing
     */
    Stampede(Kind kind, Duration commandTime, boolean real, int processes, int threads, int wanted) {
        this.kind = kind;
        this.commandTime = commandTime;
        this.real = real;
        this.threads = threads;
        this.wanted = wanted;
        memcached = real ? new KilledMemcached() : null;
        embedded = real ? null : embedded(0);
        for (int i = 0; i < processes; i++) {
            children.add(process());
        }
    }

    private static MemcachedServer embedded(int port) {
        return MemcachedServer.builder().version("1.6.18").port(port).start();
    }

    private String address() {
        return real ? memcached.address() : embedded.host() + ":" + embedded.port();
    }

    private StampedeProcess process() {
        return new StampedeProcess(
                this,
                address(),
                Integer.toString(threads),
                kind == Kind.PLAIN ? "plain" : "lease",
                Long.toString(kind.policy().leaseTime().toSeconds()),
                Long.toString(commandTime.toSeconds()));
    }

    Outcome run() throws InterruptedException {
        for (StampedeProcess child : List.copyOf(children)) {
            child.awaitReady();
        }
        List.copyOf(children).forEach(StampedeProcess::tell);
        if (!enough.await(TOO_LONG_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(
                    kind + ", " + (real ? "memcached" : "memjay-server") + ": the value was missing " + gaps.size()
                            + " times in " + TOO_LONG_SECONDS + " s and not " + wanted);
        }
        List<StampedeProcess> living;
        synchronized (this) {
            living = List.copyOf(children);
        }
        for (StampedeProcess child : living) {
            child.awaitReady();
        }
        living.forEach(StampedeProcess::tell);
        for (StampedeProcess child : living) {
            child.awaitEnd();
        }
        return new Outcome(
                kind,
                real ? "memcached" : "memjay-server",
                gaps,
                sum(living, "calls"),
                longest(living, "longest"),
                sum(living, "slow"),
                longest(living, "stalled"),
                sum(living, "failed"),
                sum(living, "errors"));
    }

    private static long sum(List<StampedeProcess> processes, String name) {
        return processes.stream().mapToLong(process -> process.said(name)).sum();
    }

    private static long longest(List<StampedeProcess> processes, String name) {
        return processes.stream().mapToLong(process -> process.said(name)).max().orElse(0);
    }

    /** A load began in a process. */
    @Override
    public synchronized void loading(StampedeProcess child, long millis) {
        if (enough.getCount() == 0) {
            return;
        }
        Gap last = gaps.isEmpty() ? null : gaps.get(gaps.size() - 1);
        boolean isAway = millis >= awayFrom && millis <= awayTo;
        boolean isNew = last == null
                || last.filledAt != 0 && millis - last.filledAt > SAME_GAP_MILLIS && !(last.serverAway && isAway);
        if (isNew && gaps.size() == wanted) {
            enough.countDown();
            return;
        }
        if (isNew) {
            last = new Gap();
            gaps.add(last);
        }
        last.loads++;
        last.serverAway |= isAway;
        last.filledAt = isNew ? 0 : last.filledAt;
        int number = gaps.size();
        if (kind == Kind.KILLED && isNew && number % 4 == 2) {
            last.kills++;
            children.remove(child);
            child.kill();
            StampedeProcess replacement = process();
            children.add(replacement);
            replacement.tell();
        } else if (kind == Kind.RESTARTED && number == (wanted + 1) / 2 && !restarting) {
            restarting = true;
            new Thread(this::restart, "restart").start();
        }
    }

    @Override
    public synchronized void loaded(long millis) {
        if (!gaps.isEmpty()) {
            gaps.get(gaps.size() - 1).filledAt = millis;
        }
    }

    private void restart() {
        int port = real ? 0 : embedded.port();
        synchronized (this) {
            awayFrom = System.currentTimeMillis(); // from here on, however late this thread was told to begin
        }
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
        synchronized (this) {
            awayTo = System.currentTimeMillis();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            enough.countDown();
            children.forEach(StampedeProcess::kill);
        }
        if (real) {
            memcached.close();
        } else {
            embedded.close();
        }
    }
}
