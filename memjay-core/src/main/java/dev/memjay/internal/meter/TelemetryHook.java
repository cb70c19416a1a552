package dev.memjay.internal.meter;

import dev.memjay.model.CallInfo;
import dev.memjay.model.Telemetry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Those who follow the calls of a client: the user's telemetry and the Flight Recorder's. One that throws is logged once and
 * never called again, and nobody else suffers from it. Thread-safe.
 */
public final class TelemetryHook {
    private volatile Telemetry[] followers;

    /** Followers in the order in which they are called. */
    public TelemetryHook(List<Telemetry> followers) {
        this.followers = followers.toArray(Telemetry[]::new);
    }

    /** Whether anybody follows calls at present. */
    boolean isOn() {
        for (Telemetry follower : followers) {
            try {
                if (follower.isEnabled()) {
                    return true;
                }
            } catch (RuntimeException | Error thrown) {
                drop(follower, thrown);
            }
        }
        return false;
    }

    /**
     * A call begins.
     *
     * @param parent the call that it is a part of, or null
     * @return null if nobody wants to hear of its end
     */
    @Nullable
    CallTrace start(CallInfo info, @Nullable CallTrace parent) {
        if (parent == null) {
            return startHere(info, null);
        }
        Callable<@Nullable CallTrace> starting = () -> startHere(info, parent);
        return parent.within(starting);
    }

    private @Nullable CallTrace startHere(CallInfo info, @Nullable CallTrace parent) {
        List<CallTrace.Followed> followed = new ArrayList<>(1);
        for (Telemetry follower : followers) {
            try {
                Telemetry.Started started = follower.isEnabled() ? follower.start(info) : null;
                if (started != null) {
                    followed.add(new CallTrace.Followed(follower, started));
                }
            } catch (RuntimeException | Error thrown) {
                drop(follower, thrown);
            }
        }
        return followed.isEmpty() ? null : new CallTrace(this, info, followed, parent);
    }

    /** Work that goes on elsewhere in the context of those who are here now. */
    Runnable carry(Runnable work) {
        if (!isOn()) {
            return work;
        }
        Once<Boolean> once = Once.of(work);
        Telemetry[] asked = followers;
        Runnable wrapped = once.asRunnable();
        for (Telemetry follower : asked) {
            try {
                wrapped = follower.isEnabled() ? follower.carry(wrapped) : wrapped;
            } catch (RuntimeException | Error thrown) {
                drop(follower, thrown);
            }
        }
        Runnable carried = wrapped;
        return () -> once.runBy(carried, thrown -> {
            for (Telemetry follower : asked) {
                drop(follower, thrown);
            }
        });
    }

    /** Whether one of them has not failed so far. */
    boolean has(Telemetry follower) {
        for (Telemetry each : followers) {
            if (each == follower) {
                return true;
            }
        }
        return false;
    }

    /** One of them failed. */
    void drop(Telemetry failed, Throwable thrown) {
        if (remove(failed)) {
            try {
                System.getLogger("dev.memjay.listener")
                        .log(System.Logger.Level.WARNING, "telemetry failed and is not called any more", thrown);
            } catch (RuntimeException | Error ofTheLogger) {
                // A logger is foreign code too.
            }
        }
    }

    private synchronized boolean remove(Telemetry failed) {
        List<Telemetry> left = new ArrayList<>(List.of(followers));
        boolean isThere = left.removeIf(each -> each == failed);
        followers = left.toArray(Telemetry[]::new);
        return isThere;
    }
}
