package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drops what a user's listener throws, so that it can end neither a call nor a reconnect. */
public final class GuardedListener implements MemjayListener {
    private final MemjayListener listener;

    private GuardedListener(MemjayListener listener) {
        this.listener = listener;
    }

    /** The listener, guarded; the one that does nothing as it is. */
    public static MemjayListener of(MemjayListener listener) {
        return listener == MemjayListener.NONE || listener instanceof GuardedListener
                ? listener
                : new GuardedListener(listener);
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
            System.getLogger("dev.memjay").log(System.Logger.Level.WARNING, "a listener failed", thrown);
        } catch (RuntimeException | Error ofTheLogger) {
            // A logger is foreign code too.
        }
    }

    /** The one that every call comes by, so it makes no object. */
    @Override
    public void callFinished(Node node, Verb verb, long nanos, @Nullable MemjayException error) {
        try {
            listener.callFinished(node, verb, nanos, error);
        } catch (RuntimeException | Error thrown) {
            log(thrown);
        }
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        guarded(() -> listener.callRetried(node, verb));
    }

    @Override
    public void callSwallowed(Verb verb, MemjayException error) {
        guarded(() -> listener.callSwallowed(verb, error));
    }

    @Override
    public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
        guarded(() -> listener.postFailed(node, verb, error));
    }

    @Override
    public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
        guarded(() -> listener.writeFailed(node, verb, key, error));
    }

    @Override
    public void leaseWon(Node node, String key) {
        guarded(() -> listener.leaseWon(node, key));
    }

    @Override
    public void leaseLost(Node node, String key) {
        guarded(() -> listener.leaseLost(node, key));
    }

    @Override
    public void leaseExpired(Node node, String key) {
        guarded(() -> listener.leaseExpired(node, key));
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        guarded(() -> listener.refreshFailed(node, key, error));
    }

    @Override
    public void connectionOpened(Node node) {
        guarded(() -> listener.connectionOpened(node));
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        guarded(() -> listener.connectionLost(node, cause));
    }

    @Override
    public void nodeDown(Node node) {
        guarded(() -> listener.nodeDown(node));
    }

    @Override
    public void nodeUp(Node node) {
        guarded(() -> listener.nodeUp(node));
    }

    @Override
    public void fleetChanged(List<Node> nodes) {
        guarded(() -> listener.fleetChanged(nodes));
    }

    @Override
    public void discoveryFailed(Throwable cause) {
        guarded(() -> listener.discoveryFailed(cause));
    }
}
