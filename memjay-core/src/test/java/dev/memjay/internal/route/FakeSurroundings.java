package dev.memjay.internal.route;

import dev.memjay.model.EjectionSettings;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node without connections, in a time of its own, which stands still until a test moves it. */
final class FakeSurroundings implements NodeState.Surroundings {
    private record Timer(long due, Runnable task) {}

    private final List<Timer> timers = new ArrayList<>();
    private final List<NodeState.Probe> probes = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    private long now = 1_000_000_000_000L;
    /** What {@code random} answers: this share of its bound. */
    double share;

    /** The node answers probes, refuses them, or hangs. */
    @Nullable
    Boolean answersProbes;

    int probesSent;
    /** Milliseconds that the last time took in which calls were refused. */
    long lastOutage;
    /** So many timers, probes, or tellings of a change fail with an error. */
    int brokenTimers;

    int brokenProbes;
    int brokenChanges;
    /** Runs when the surroundings begin to be told that the node is down or up. */
    Runnable beforeTold = () -> {};

    NodeHealth state(EjectionSettings settings) {
        return new NodeHealth(settings, this, () -> now, bound -> (long) (share * (bound - 1)));
    }

    long now() {
        return now;
    }

    /** Lets time pass; timers run when they are due. */
    void pass(long millis) {
        long end = now + TimeUnit.MILLISECONDS.toNanos(millis);
        while (true) {
            Timer next = timers.stream()
                    .filter(timer -> timer.due <= end)
                    .min(Comparator.comparingLong(Timer::due))
                    .orElse(null);
            if (next == null) {
                break;
            }
            timers.remove(next);
            now = Math.max(now, next.due);
            next.task.run();
            if (answersProbes != null) {
                endProbes(answersProbes);
            }
        }
        now = end;
    }

    /** Forgets the probes under way, as where the end of one could not be told. */
    void loseProbes() {
        probes.clear();
    }

    /** Ends the probes under way. */
    void endProbes(boolean answered) {
        List<NodeState.Probe> ended = List.copyOf(probes);
        probes.clear();
        ended.forEach(probe -> probe.ended(answered ? null : new IOException("no answer to the test's probe")));
    }

    int probesUnderWay() {
        return probes.size();
    }

    /** Milliseconds until the next timer is due. */
    long nextTimer() {
        return timers.stream()
                .mapToLong(timer -> TimeUnit.NANOSECONDS.toMillis(timer.due - now))
                .min()
                .orElse(-1);
    }

    @Override
    public Node node() {
        return Node.of("127.0.0.1", 11211);
    }

    @Override
    public void after(long nanos, Runnable task) {
        if (brokenTimers > 0) {
            brokenTimers--;
            throw new InternalError("of the test");
        }
        timers.add(new Timer(now + nanos, task));
    }

    @Override
    public void probe(NodeState.Probe probe) {
        probesSent++;
        if (brokenProbes > 0) {
            brokenProbes--;
            throw new InternalError("of the test");
        }
        probes.add(probe);
    }

    @Override
    public void changed() {
        if (brokenChanges > 0) {
            brokenChanges--;
            throw new InternalError("of the test");
        }
        told.add("changed");
    }

    @Override
    public void refuses(Refusal why, boolean isDown) {
        beforeTold.run();
        told.add(isDown ? "down" : "waits");
    }

    @Override
    public void sendsAgain(boolean wasDown, long nanos) {
        beforeTold.run();
        told.add(wasDown ? "up" : "goes on");
        lastOutage = TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
