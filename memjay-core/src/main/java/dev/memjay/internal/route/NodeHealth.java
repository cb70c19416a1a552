package dev.memjay.internal.route;

import static java.util.Objects.requireNonNull;

import dev.memjay.internal.route.Refusal.LastFailure;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.NodeStatus;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a node. It is fed by real calls; what is sent for its own sake is one probe at a time, and only
 * while calls are refused.
 *
 * <table>
 * <caption>From state to state</caption>
 * <tr><th>state</th><th>calls</th><th>leaves it when</th></tr>
 * <tr><td>UP</td><td>sent</td><td>a call fails: SUSPECT, or DOWN where the limit is one failure</td></tr>
 * <tr><td>SUSPECT</td><td>sent; with a retry timeout refused until it is over</td><td>a call is answered: UP. Failures reach
 * the limit: DOWN. The retry timeout is over: PROBING</td></tr>
 * <tr><td>DOWN</td><td>refused</td><td>the pause is over: PROBING. A fresh connection is open, and the dead timeout over:
 * UP</td></tr>
 * <tr><td>PROBING</td><td>refused</td><td>the probe, a connection or a call under way is answered: UP. It is not: back to
 * SUSPECT or DOWN, with a longer pause in DOWN</td></tr>
 * </table>
 *
 * <p>A failure is a time-out, a lost connection or an attempt to connect that failed; what the server answers is none,
 * whatever it says, nor a call that gave up within 50 ms. Calls and attempts that were under way together and fail together
 * count as one, so that a crowd does not take for dead what was slow once. Pauses in DOWN begin with the dead timeout,
 * double, and are lengthened at random by up to a quarter, so that many clients do not probe at once; they begin anew only
 * after the node was up for longer than the last one, so that one that comes and goes is tried more and more rarely.
 *
 * <p>Where a node is left alone for a time that was asked for, its connections do not dial by themselves either: the probe
 * has them do it.
 *
 * <p>Transitions are made under a lock, outside of which the surroundings are told, in the order of the transitions. What
 * is asked for each call is one plain read.
 */
final class NodeHealth implements NodeState {
    private static final long MIN_PAUSE_NANOS = 10_000_000;
    /** A probe ends within a second; one that is older was lost by an error. */
    private static final long LOST_PROBE_NANOS = 3_000_000_000L;

    private enum Phase {
        UP,
        SUSPECT,
        DOWN,
        PROBING
    }

    /** What is asked for each call, in one object, so that it can be read without a lock. */
    private record Status(Phase phase, @Nullable Refusal refusal, boolean ejected) {
        /** Whether calls are refused, and for how grave a reason: a change of this is reported. */
        int gravity() {
            return ejected ? 2 : refusal != null ? 1 : 0;
        }
    }

    private static final Status UP = new Status(Phase.UP, null, false);
    private static final Status SUSPECT = new Status(Phase.SUSPECT, null, false);

    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(NodeHealth.class, "status", Status.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EjectionSettings settings;
    private final Surroundings surroundings;
    private final LongSupplier clock;
    private final LongUnaryOperator random;
    private final long retryNanos;
    private final long firstPauseNanos;
    private final long longestPauseNanos;
    /** A node that is down is left alone so long whatever else happens. */
    private final long leastDownNanos;

    /** Written under the lock, read opaquely. */
    private Status status = UP;

    // Guarded by this.
    private int failures;
    private long lastFailure;
    private @Nullable LastFailure last;
    private long pauseNanos;
    private long upSince;
    private long downSince;
    /** When it is probed, while it is left alone; looked at too, where there was no memory for a timer. */
    private long probeAt;
    /** When the probe under way began. */
    private long probedSince;
    /** Tells timers and probes of this state from those of an earlier one. */
    private long epoch;

    private boolean retired;
    /** What the surroundings have not been told yet: calls are refused, or no longer. */
    private final Queue<Status> untold = new ArrayDeque<>();

    private boolean telling;
    /** The last of them that was told; of the thread that tells. */
    private Status told = UP;
    /** How often the surroundings had to be told that something changed, and up to which of these they were. */
    private long changes;

    private long toldChanges;

    /**
     * @param settings when to leave the node alone
     * @param surroundings timers, probes, and who is told
     * @param clock nanoseconds
     * @param random a number from 0 to below its argument
     */
    NodeHealth(EjectionSettings settings, Surroundings surroundings, LongSupplier clock, LongUnaryOperator random) {
        this.settings = settings;
        this.surroundings = surroundings;
        this.clock = clock;
        this.random = random;
        retryNanos = settings.retryTimeout().toNanos();
        leastDownNanos = Math.max(settings.deadTimeout().toNanos(), retryNanos);
        firstPauseNanos = Math.max(
                MIN_PAUSE_NANOS,
                settings.deadTimeout().isZero()
                        ? retryNanos
                        : settings.deadTimeout().toNanos());
        longestPauseNanos = Math.max(firstPauseNanos, settings.probePause().toNanos());
        upSince = clock.getAsLong();
        downSince = upSince;
    }

    @Override
    public @Nullable Refusal refusal() {
        return ((Status) STATUS.getOpaque(this)).refusal;
    }

    @Override
    public boolean isEjected() {
        return ((Status) STATUS.getOpaque(this)).ejected;
    }

    @Override
    public boolean isLeftAlone() {
        Status current = (Status) STATUS.getOpaque(this);
        return switch (current.phase) {
            case SUSPECT -> current.refusal != null;
            case DOWN -> leastDownNanos > 0;
            case UP, PROBING -> false;
        };
    }

    @Override
    public void answered() {
        if ((Status) STATUS.getOpaque(this) != UP) {
            change(this::comeUpIfTried);
        }
    }

    @Override
    public void failed(long since, Throwable cause) {
        change(() -> {
            note(cause);
            boolean isFellow = failures > 0 && since - lastFailure < 0;
            if ((status == UP || status == SUSPECT) && !isFellow) {
                fail();
            }
        });
    }

    @Override
    public void noted(Throwable cause) {
        change(() -> note(cause));
    }

    @Override
    public synchronized NodeStatus status() {
        long now = clock.getAsLong();
        Status current = status;
        Refusal refusal = current.refusal;
        LastFailure failure = last;
        NodeStatus.State state = switch (current.phase) {
            case UP -> NodeStatus.State.UP;
            case SUSPECT -> refusal == null ? NodeStatus.State.SUSPECT : NodeStatus.State.WAITING;
            case DOWN -> NodeStatus.State.DOWN;
            case PROBING -> NodeStatus.State.PROBING;
        };
        return new NodeStatus(
                state,
                Duration.ofNanos(now - (refusal == null ? upSince : refusal.since())),
                failures,
                failure == null ? null : failure.cause(),
                failure == null ? null : Duration.ofNanos(now - failure.at()),
                refusal == null ? null : Duration.ofNanos(Math.max(0, refusal.nextTry() - now)));
    }

    @Override
    public void reached() {
        if ((Status) STATUS.getOpaque(this) != UP) {
            change(() -> {
                boolean isTooSoon = clock.getAsLong() - downSince < leastDownNanos;
                if (status.phase == Phase.PROBING || (status.phase == Phase.DOWN && !isTooSoon)) {
                    comeUp();
                }
            });
        }
    }

    @Override
    public synchronized void retire() {
        retired = true;
        epoch++;
    }

    /** Timers and probes are tasks, which may not come to be, or end halfway, where there is no memory. */
    @Override
    public void look() {
        if ((Status) STATUS.getOpaque(this) != UP) {
            change(() -> {
                long now = clock.getAsLong();
                if (status.phase == Phase.PROBING) {
                    if (now - probedSince > LOST_PROBE_NANOS) {
                        probed(new IOException("no answer to a probe"));
                    }
                } else if (status.refusal != null && now - probeAt >= 0) {
                    probe();
                }
            });
        }
        if (owesChanges()) {
            tellOfChange();
        }
        if (hasUntold()) {
            tell();
        }
    }

    private synchronized long changes() {
        return changes;
    }

    private synchronized boolean owesChanges() {
        return toldChanges != changes;
    }

    private synchronized boolean hasUntold() {
        return !untold.isEmpty();
    }

    // ---- Transitions, under the lock

    private void change(Runnable transition) {
        Status before;
        Status after;
        synchronized (this) {
            before = status;
            try {
                if (!retired) {
                    transition.run();
                }
            } finally {
                after = status;
                if (before.gravity() != after.gravity()) {
                    changes++;
                    untold.add(after);
                }
            }
        }
        if (before.gravity() != after.gravity()) {
            tellOfChange();
            tell(); // when calls go elsewhere already
        }
    }

    private void tellOfChange() {
        long last = changes();
        surroundings.changed();
        synchronized (this) {
            toldChanges = Math.max(toldChanges, last);
        }
    }

    /** Tells what there is to tell, in the order of the transitions: one thread at a time, for the others too. */
    private void tell() {
        synchronized (this) {
            if (telling) {
                return;
            }
            telling = true;
        }
        try {
            for (Status next = nextUntold(); next != null; next = nextUntold()) {
                Status before = told;
                told = next;
                tell(before, next);
            }
        } catch (RuntimeException | Error thrown) {
            synchronized (this) {
                telling = false; // else nobody would be told any more
            }
            throw thrown;
        }
    }

    private void tell(Status before, Status next) {
        if (next.refusal != null) {
            surroundings.refuses(next.refusal, next.ejected);
        } else if (before.refusal != null) {
            surroundings.sendsAgain(before.ejected, clock.getAsLong() - before.refusal.since());
        }
    }

    private synchronized @Nullable Status nextUntold() {
        Status next = untold.poll();
        telling = next != null;
        return next;
    }

    private void become(Status next) {
        epoch++;
        STATUS.setVolatile(this, next);
    }

    /** Calls that are refused from now on name the newest failure; timers and probes of this state stay. */
    private void note(Throwable cause) {
        LastFailure newer = new LastFailure(cause, clock.getAsLong());
        last = newer;
        if (status.refusal != null) {
            STATUS.setVolatile(this, new Status(status.phase, status.refusal.with(newer), status.ejected));
        }
    }

    private void comeUpIfTried() {
        if (status.phase == Phase.SUSPECT || status.phase == Phase.PROBING) {
            comeUp();
        }
    }

    private void comeUp() {
        failures = 0;
        upSince = clock.getAsLong();
        become(UP);
    }

    private void fail() {
        if (status == UP && clock.getAsLong() - upSince > pauseNanos) {
            pauseNanos = 0;
        }
        failures++;
        lastFailure = clock.getAsLong();
        if (settings.autoEject() && failures >= settings.failureLimit()) {
            goDown();
        } else if (retryNanos > 0) {
            leaveAlone(Phase.SUSPECT, false, retryNanos);
        } else {
            become(SUSPECT);
        }
    }

    private void goDown() {
        pauseNanos = pauseNanos == 0 ? firstPauseNanos : Math.min(pauseNanos * 2, longestPauseNanos);
        leaveAlone(Phase.DOWN, true, pauseNanos);
    }

    private void leaveAlone(Phase phase, boolean ejected, long nanos) {
        long pause = nanos + random.applyAsLong(nanos / 4 + 1);
        downSince = clock.getAsLong();
        probeAt = downSince + pause;
        Refusal before = status.refusal;
        long since = before != null && status.ejected == ejected ? before.since() : downSince;
        become(new Status(phase, new Refusal(failures, requireNonNull(last), since, probeAt), ejected));
        long current = epoch;
        surroundings.after(
                pause,
                () -> change(() -> {
                    if (epoch == current) {
                        probe();
                    }
                }));
    }

    private void probe() {
        probedSince = clock.getAsLong();
        become(new Status(Phase.PROBING, requireNonNull(status.refusal).tried(probedSince), status.ejected));
        long current = epoch;
        boolean begun = false;
        try {
            surroundings.probe(failure -> change(() -> {
                if (epoch == current) {
                    probed(failure);
                }
            }));
            begun = true;
        } finally {
            if (!begun && epoch == current) {
                probed(new IOException("a probe could not be sent"));
            }
        }
    }

    private void probed(@Nullable Throwable failure) {
        if (failure == null) {
            comeUp();
            return;
        }
        note(failure);
        if (status.ejected) {
            failures++;
            goDown();
        } else {
            fail();
        }
    }

    /** The state in words. */
    @Override
    public String toString() {
        Status current = (Status) STATUS.getOpaque(this);
        return current.phase + (current.refusal == null ? "" : ": " + current.refusal);
    }
}
