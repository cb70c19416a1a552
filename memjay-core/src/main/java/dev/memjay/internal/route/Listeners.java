package dev.memjay.internal.route;

import dev.memjay.error.MemjayException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners as one: the Flight Recorder's, the discovery's and the user's. What one of them throws is logged and
 * dropped, so that it can end neither a call nor a reconnect, and does not keep the event from the others.
 */
public final class Listeners implements MemjayListener {
    private final MemjayListener[] all;

    private Listeners(MemjayListener[] all) {
        this.all = all;
    }

    /** The listeners in the order they are told; {@link MemjayListener#NONE} where there is none that does anything. */
    public static MemjayListener of(MemjayListener... listeners) {
        MemjayListener[] all = Stream.of(listeners)
                .flatMap(each -> each instanceof Listeners several ? Stream.of(several.all) : Stream.of(each))
                .filter(each -> each != MemjayListener.NONE)
                .toArray(MemjayListener[]::new);
        return all.length == 0 ? MemjayListener.NONE : new Listeners(all);
    }

    private void tell(Consumer<MemjayListener> event) {
        for (MemjayListener listener : all) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error thrown) {
                log(thrown);
            }
        }
    }

    private static void log(Throwable thrown) {
        try {
            System.getLogger("dev.memjay.listener").log(System.Logger.Level.WARNING, "a listener failed", thrown);
        } catch (RuntimeException | Error ofTheLogger) {
            // A logger is foreign code too.
        }
    }

    @Override
    public void callFailed(Node node, Verb verb, MemjayException error) {
        tell(listener -> listener.callFailed(node, verb, error));
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        tell(listener -> listener.callRetried(node, verb));
    }

    @Override
    public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
        tell(listener -> listener.postFailed(node, verb, error));
    }

    @Override
    public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
        tell(listener -> listener.writeFailed(node, verb, key, error));
    }

    @Override
    public void leaseWon(Node node, String key) {
        tell(listener -> listener.leaseWon(node, key));
    }

    @Override
    public void leaseLost(Node node, String key) {
        tell(listener -> listener.leaseLost(node, key));
    }

    @Override
    public void leaseExpired(Node node, String key) {
        tell(listener -> listener.leaseExpired(node, key));
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        tell(listener -> listener.refreshFailed(node, key, error));
    }

    @Override
    public void connectionOpened(Node node) {
        tell(listener -> listener.connectionOpened(node));
    }

    @Override
    public void connectFailed(Node node, Throwable cause) {
        tell(listener -> listener.connectFailed(node, cause));
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        tell(listener -> listener.connectionLost(node, cause));
    }

    @Override
    public void nodeDown(Node node, Throwable cause) {
        tell(listener -> listener.nodeDown(node, cause));
    }

    @Override
    public void nodeUp(Node node, Duration downFor) {
        tell(listener -> listener.nodeUp(node, downFor));
    }

    @Override
    public void fleetChanged(List<Node> nodes) {
        tell(listener -> listener.fleetChanged(nodes));
    }

    @Override
    public void discoveryFailed(Throwable cause) {
        tell(listener -> listener.discoveryFailed(cause));
    }
}
