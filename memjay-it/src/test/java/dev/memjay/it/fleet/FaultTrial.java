package dev.memjay.it.fleet;

import dev.memjay.Keyspace;
import dev.memjay.Layout;
import dev.memjay.Memjay;
import dev.memjay.it.FaultRelay;
import dev.memjay.it.Soon;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;

/** One fault of one of five real nodes under load, from before to after. */
final class FaultTrial {
    static final Duration DEADLINE = Duration.ofMillis(100);
    static final List<String> POLICIES = List.of("fail_fast", "rehash", "replica", "gutter");
    private static final long RECOVERED_NANOS = 300_000_000;
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    /**
     * What was seen.
     *
     * @param failedPercent share of calls that failed while the fault lasted
     * @param longestMillis the longest call while it lasted
     * @param pauseDelayMillis how late a thread came back, at the worst, that did nothing but park, while it lasted
     * @param recoveryMillis from its end to the last call that failed; 0 for none
     * @param stale reads of an older value than the last acknowledged one
     * @param wrong reads of another key's value, or of one never written
     * @param isServed whether keys of the node that it happened to can be written and read in the end
     * @param p99BeforeMicros of calls to the other four, before
     * @param p99DuringMicros of calls to the other four, while it lasted
     */
    record Outcome(
            double failedPercent,
            double longestMillis,
            double pauseDelayMillis,
            long recoveryMillis,
            long stale,
            long wrong,
            boolean isServed,
            long p99BeforeMicros,
            long p99DuringMicros) {
        /** By how much the longest call took longer than its deadline allows. */
        double overMillis() {
            return Math.max(0, longestMillis - DEADLINE.toMillis());
        }

        /** How many times as long calls to the other four took while it lasted. */
        double p99Factor() {
            return (double) p99DuringMicros / Math.max(1, p99BeforeMicros);
        }
    }

    private FaultTrial() {}

    static Outcome run(Fault fault, String policy, FailurePolicy failures, FaultLoad.Calls calls, Duration lasting) {
        List<FleetNode> fleet = new ArrayList<>();
        try (FleetNode victim = fault == Fault.CUT ? FleetNode.behindALink() : FleetNode.local();
                FleetNode spare = FleetNode.local();
                FaultRelay relay = FaultRelay.to(victim.port())) {
            List<Node> nodes = new ArrayList<>();
            Node victimNode = fault == Fault.SLOW ? Node.of("127.0.0.1", relay.port()) : victim.node();
            nodes.add(victimNode);
            for (int i = 1; i < 5; i++) {
                FleetNode node = FleetNode.local();
                fleet.add(node);
                nodes.add(node.node());
            }
            try (Memjay memjay = Memjay.builder()
                    .nodes(nodes)
                    .downNodePolicy(policyOf(policy, spare.node()))
                    .failurePolicy(failures)
                    .timeout(DEADLINE)
                    .build()) {
                Assertions.assertThat(memjay.awaitReady(Duration.ofSeconds(20))).isTrue();
                Layout layout = Memjay.builder().nodes(nodes).layout(); // the client's answer changes with the fault
                Predicate<String> isVictims = key -> layout.nodeFor(key).equals(victimNode);
                try (FaultLoad load = new FaultLoad(memjay.strings(), calls, isVictims)) {
                    return measure(load, fault, victim, relay, () -> serves(memjay, isVictims), lasting);
                }
            }
        } finally {
            fleet.forEach(FleetNode::close);
        }
    }

    private static DownNodePolicy policyOf(String name, Node spare) {
        return switch (name) {
            case "fail_fast" -> DownNodePolicy.FAIL_FAST;
            case "rehash" -> DownNodePolicy.REHASH;
            case "replica" -> DownNodePolicy.REPLICA;
            default -> DownNodePolicy.gutter(Duration.ofSeconds(10), List.of(spare));
        };
    }

    private static Outcome measure(
            FaultLoad load,
            Fault fault,
            FleetNode victim,
            FaultRelay relay,
            BooleanSupplier isServed,
            Duration lasting) {
        try (PauseDelay pauses = new PauseDelay(DEADLINE.toNanos(), FaultLoad.PAUSE_NANOS)) {
            pass(lasting);
            FaultLoad.Phase before = load.begin();
            pass(lasting);
            FaultLoad.Phase during = load.begin();
            pauses.begin();
            fault.begin(victim, relay);
            pass(lasting);
            long pauseDelay = pauses.worstNanos();
            FaultLoad.Phase after = load.begin();
            long healed = System.nanoTime();
            fault.end(victim, relay);
            Soon.within(
                    RECOVERY, // a machine that does much else fails calls that have 100 ms
                    () -> after.calls.get() > 100
                            && System.nanoTime() - Math.max(healed, load.lastFailure.get()) > RECOVERED_NANOS);
            long recovery = Math.max(0, load.lastFailure.get() - healed);
            load.close();
            return new Outcome(
                    during.failedShare(),
                    during.longestNanos.get() / 1e6,
                    pauseDelay / 1e6,
                    load.lastFailure.get() == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(recovery),
                    load.stale.get(),
                    load.wrong.get(),
                    isServed.getAsBoolean(),
                    before.p99OfOthersNanos() / 1000,
                    during.p99OfOthersNanos() / 1000);
        }
    }

    private static boolean serves(Memjay memjay, Predicate<String> isVictims) {
        Keyspace<String, String> texts =
                memjay.strings().withFailurePolicy(FailurePolicy.THROW).withTimeout(Duration.ofSeconds(20));
        return IntStream.range(0, 100)
                .mapToObj(i -> "end" + i)
                .filter(isVictims)
                // the node may come back between a write elsewhere and its read, which is a miss then; but only once
                .allMatch(key -> serves(texts, key) || serves(texts, key));
    }

    private static boolean serves(Keyspace<String, String> texts, String key) {
        return texts.set(key, key) && key.equals(texts.get(key));
    }

    private static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }
}
