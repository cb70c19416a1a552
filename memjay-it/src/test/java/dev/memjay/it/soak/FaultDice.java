package dev.memjay.it.soak;

import dev.memjay.it.FaultRelay;
import dev.memjay.it.fleet.FleetNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Draws faults at random, one at a time, and lets the fleet recover from each. */
final class FaultDice {
    /** A node, and the relay before it. */
    record Stand(FleetNode server, FaultRelay relay) {}

    private enum Kind {
        KILLED,
        RESTARTED,
        STOPPED,
        SLOW,
        GARBLED,
        CUT,
        REFUSED,
        SWALLOWED
    }

    private static final int MAX_MILLIS = 3_000;
    private static final int MAX_HEALTHY_MILLIS = 2_000;

    private final List<Stand> fleet;
    private final SplittableRandom random;
    private final Map<Kind, Integer> drawn = new TreeMap<>();

    FaultDice(List<Stand> fleet, long seed) {
        this.fleet = fleet;
        random = new SplittableRandom(seed);
    }

    /** Goes on until {@code end} in nanoTime; everything works again afterwards. */
    void roll(long end) throws InterruptedException {
        while (end - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS + MAX_HEALTHY_MILLIS)) {
            Thread.sleep(random.nextInt(MAX_HEALTHY_MILLIS));
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            drawn.merge(kind, 1, Integer::sum);
            strike(kind, fleet.get(random.nextInt(fleet.size())), 100 + random.nextInt(MAX_MILLIS - 100));
        }
    }

    /** How often each fault was drawn. */
    String drawn() {
        return drawn.toString().toLowerCase(java.util.Locale.ROOT);
    }

    private void strike(Kind kind, Stand stand, int millis) throws InterruptedException {
        switch (kind) {
            case KILLED -> {
                stand.server().kill();
                Thread.sleep(millis);
                stand.server().start();
            }
            case RESTARTED -> {
                stand.server().kill();
                stand.server().start();
            }
            case STOPPED -> {
                stand.server().freeze();
                Thread.sleep(millis);
                stand.server().thaw();
            }
            case SLOW -> healAfter(stand.relay().delayReplies(Duration.ofMillis(1 + millis / 100)), millis);
            case GARBLED -> healAfter(stand.relay().garbleAfter(millis), millis);
            case CUT -> healAfter(stand.relay().cutAfter(millis), millis);
            case REFUSED -> {
                stand.relay().refuse().cut();
                healAfter(stand.relay(), millis);
            }
            case SWALLOWED -> {
                healAfter(stand.relay().swallow(), millis);
                stand.relay().cut(); // what was swallowed is missing in the middle of the streams
            }
        }
    }

    private static void healAfter(FaultRelay relay, int millis) throws InterruptedException {
        Thread.sleep(millis);
        relay.heal();
    }
}
