package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops what a user's observer throws, so that it can end neither a call nor a reconnect. */
public final class GuardedObserver implements Observer {
    private final Observer observer;

    private GuardedObserver(Observer observer) {
        this.observer = observer;
    }

    /** The observer, guarded; the one that does nothing as it is. */
    public static Observer of(Observer observer) {
        return observer == Observer.NONE || observer instanceof GuardedObserver
                ? observer
                : new GuardedObserver(observer);
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error thrown) {
            log(thrown);
        }
    }

    private static void log(Throwable thrown) {
        try {
            System.getLogger("dev.memjay").log(System.Logger.Level.WARNING, "an observer failed", thrown);
        } catch (RuntimeException | Error ofTheLogger) {
            // A logger is foreign code too.
        }
    }

    /** The one that every call comes by, so it makes no object. */
    @Override
    public void callFinished(Node node, Verb verb, long nanos, @Nullable MemjayException error) {
        try {
            observer.callFinished(node, verb, nanos, error);
        } catch (RuntimeException | Error thrown) {
            log(thrown);
        }
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        guarded(() -> observer.callRetried(node, verb));
    }

    @Override
    public void callSwallowed(Verb verb, MemjayException error) {
        guarded(() -> observer.callSwallowed(verb, error));
    }

    @Override
    public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
        guarded(() -> observer.postFailed(node, verb, error));
    }

    @Override
    public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
        guarded(() -> observer.writeFailed(node, verb, key, error));
    }

    @Override
    public void leaseWon(Node node, String key) {
        guarded(() -> observer.leaseWon(node, key));
    }

    @Override
    public void leaseLost(Node node, String key) {
        guarded(() -> observer.leaseLost(node, key));
    }

    @Override
    public void leaseExpired(Node node, String key) {
        guarded(() -> observer.leaseExpired(node, key));
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        guarded(() -> observer.refreshFailed(node, key, error));
    }

    @Override
    public void connectionOpened(Node node) {
        guarded(() -> observer.connectionOpened(node));
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        guarded(() -> observer.connectionLost(node, cause));
    }

    @Override
    public void nodeDown(Node node) {
        guarded(() -> observer.nodeDown(node));
    }

    @Override
    public void nodeUp(Node node) {
        guarded(() -> observer.nodeUp(node));
    }

    @Override
    public void fleetChanged(List<Node> nodes) {
        guarded(() -> observer.fleetChanged(nodes));
    }

    @Override
    public void discoveryFailed(Throwable cause) {
        guarded(() -> observer.discoveryFailed(cause));
    }
}
