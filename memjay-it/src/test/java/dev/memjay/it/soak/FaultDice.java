package dev.memjay.it.soak;

import dev.memjay.it.FaultRelay;
import dev.memjay.it.fleet.FleetNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** Draws faults at random, one at a time, and lets the fleet recover from each. */
final class FaultDice {
    /** A node, and the relay before it. */
    record Stand(FleetNode server, FaultRelay relay) {}

    /** What can be drawn. */
    enum Kind {
        KILLED,
        RESTARTED,
        STOPPED,
        SLOW,
        GARBLED,
        CUT,
        REFUSED,
        SWALLOWED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A fault that was drawn.
     *
     * @param begin seconds since the start
     * @param end when all worked again
     */
    record Fault(Kind kind, double begin, double end) {}

    private static final int MAX_MILLIS = 3_000;
    private static final int MAX_HEALTHY_MILLIS = 2_000;

    private final List<Stand> fleet;
    private final SplittableRandom random;
    private final DoubleSupplier second;
    private final List<Fault> drawn = new ArrayList<>();

    /**
     * @param second what the clock of the soak shows
     */
    FaultDice(List<Stand> fleet, long seed, DoubleSupplier second) {
        this.fleet = fleet;
        this.second = second;
        random = new SplittableRandom(seed);
    }

    /** Goes on until {@code end} in nanoTime; everything works again afterwards. */
    void roll(long end) throws InterruptedException {
        while (end - System.nanoTime() > TimeUnit.MILLISECONDS.toNanos(MAX_MILLIS + MAX_HEALTHY_MILLIS)) {
            Thread.sleep(random.nextInt(MAX_HEALTHY_MILLIS));
            Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
            double begin = second.getAsDouble();
            strike(kind, fleet.get(random.nextInt(fleet.size())), 100 + random.nextInt(MAX_MILLIS - 100));
            drawn.add(new Fault(kind, begin, second.getAsDouble()));
        }
    }

    /** In the order of time. */
    List<Fault> drawn() {
        return drawn;
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
