package dev.memjay.it.soak;

import dev.memjay.Memjay;
import dev.memjay.it.Crowd;
import dev.memjay.it.FaultRelay;
import dev.memjay.it.Leftovers;
import dev.memjay.it.Soon;
import dev.memjay.it.fleet.FleetNode;
import dev.memjay.it.fleet.PauseDelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A mixed load of blocking, virtual and asynchronous callers over five nodes, while faults are drawn at random. */
final class Soak {
    private static final int NODES = 5;
    private static final int PLATFORM = 64;
    private static final int VIRTUAL = 1_000;
    private static final int ASYNCHRONOUS = 4;
    /** So many calls, and every connection has what it opens when it is used first. */
    private static final long WARM_UP_CALLS = 20_000;

    /** What a soak found. */
    record Outcome(
            long seed,
            double seconds,
            long calls,
            long failed,
            long checked,
            long wrong,
            long stale,
            long spoiled,
            long late,
            double longestMillis,
            double longestLoadMillis,
            double pauseMillis,
            double virtualPauseMillis,
            long rescues,
            Samples.Sample before,
            Samples.Sample after,
            List<String> threadsLeft,
            List<FaultDice.Fault> faults,
            Samples samples) {
        /** How often each fault was drawn. */
        String faultCounts() {
            Map<FaultDice.Kind, Long> counts = faults.stream()
                    .collect(Collectors.groupingBy(FaultDice.Fault::kind, TreeMap::new, Collectors.counting()));
            return counts.toString().replaceAll("[{}]", "");
        }

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "Soak of %.0f s, seed %d%n  faults: %s%n  calls %,d, failed %,d; values checked %,d: wrong %d, stale %d"
                            + " (and garbled by the relay %d)%n  calls over their deadline by more than 10 ms: %,d; longest call %.0f ms, longest getOrCompute %.0f ms;"
                            + " the machine's own longest pause meanwhile: %.0f ms, with virtual threads %.0f ms%n  rescues %d; descriptors %d before, %d after;"
                            + " threads %d, %d; heap %.0f MB, %.0f MB; outside the heap %.1f MB, %.1f MB%n  client threads left after close: %s",
                    seconds,
                    seed,
                    faultCounts(),
                    calls,
                    failed,
                    checked,
                    wrong,
                    stale,
                    spoiled,
                    late,
                    longestMillis,
                    longestLoadMillis,
                    pauseMillis,
                    virtualPauseMillis,
                    rescues,
                    before.descriptors(),
                    after.descriptors(),
                    before.threads(),
                    after.threads(),
                    before.heapMegabytes(),
                    after.heapMegabytes(),
                    before.directMegabytes(),
                    after.directMegabytes(),
                    threadsLeft);
        }
    }

    private final List<FaultDice.Stand> fleet = new ArrayList<>();
    private final History history = new History();
    private final Samples samples = new Samples();
    private final long seed;

    private Soak(long seed) {
        this.seed = seed;
    }

    /** Runs one. */
    static Outcome run(Duration length, long seed) throws InterruptedException {
        Soak soak = new Soak(seed);
        try {
            for (int i = 0; i < NODES; i++) {
                FleetNode server = FleetNode.local();
                soak.fleet.add(new FaultDice.Stand(server, FaultRelay.to(server.port())));
            }
            return soak.run(length);
        } finally {
            for (FaultDice.Stand stand : soak.fleet) {
                stand.relay().close();
                stand.server().close();
            }
        }
    }

    private Outcome run(Duration length) throws InterruptedException {
        String[] servers =
                fleet.stream().map(stand -> "127.0.0.1:" + stand.relay().port()).toArray(String[]::new);
        try (Memjay memjay =
                Memjay.builder().servers(servers).timeout(SoakLoad.TIMEOUT).build()) {
            return run(length, memjay);
        }
    }

    private Outcome run(Duration length, Memjay memjay) throws InterruptedException {
        long start = System.nanoTime();
        SoakLoad load = new SoakLoad(memjay, history, PLATFORM + ASYNCHRONOUS);
        FaultDice dice = new FaultDice(fleet, seed, samples::second);
        Samples.Sample before;
        long rescues;
        double pauseMillis;
        try (PauseDelay pauses = new PauseDelay(1_000_000, 250_000_000)) {
            memjay.awaitReady(Duration.ofSeconds(10));
            try (Crowd crowd = new Crowd()) {
                crowd.add(PLATFORM, load::write)
                        .add(ASYNCHRONOUS, number -> load.window(PLATFORM + number))
                        .addVirtual(VIRTUAL, load::read)
                        .addVirtual(1, load::park);
                Soon.within(Duration.ofSeconds(100), () -> load.calls.sum() > WARM_UP_CALLS);
                System.gc();
                before = samples.take();
                Thread sampler = sampler(load);
                dice.roll(start + length.toNanos());
                load.stopped = true;
                crowd.join();
                sampler.join();
            }
            pauseMillis = pauses.worstNanos() / 1e6;
            rescues = memjay.metrics().rescues();
            Soon.until(() -> memjay.awaitReady(Duration.ofMillis(100)));
        }
        Soon.until(
                () -> Leftovers.descriptors() <= before.descriptors()); // sockets go some time after their connections
        System.gc();
        Samples.Sample after = samples.take();
        memjay.close();
        return new Outcome(
                seed,
                (System.nanoTime() - start) / 1e9,
                load.calls.sum(),
                load.failed.sum(),
                history.checked.sum(),
                history.wrong.sum(),
                history.stale.sum(),
                history.spoiled.sum(),
                load.late.sum(),
                load.longestNanos.get() / 1e6,
                load.longestLoadNanos.get() / 1e6,
                pauseMillis,
                load.virtualPauseNanos.get() / 1e6,
                rescues,
                before,
                after,
                Leftovers.threads(),
                dice.drawn(),
                samples);
    }

    private Thread sampler(SoakLoad load) {
        Thread thread = new Thread(
                () -> {
                    while (!load.stopped) {
                        samples.take();
                        try {
                            Thread.sleep(1_000);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                },
                "soak-sampler");
        thread.start();
        return thread;
    }
}
