package dev.memjay.jfr;

import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to the JDK's Flight Recorder, and hands them on: {@code builder.observer(new
 * FlightRecorderObserver(Observer.NONE))}. Without a recording an event costs next to nothing. The events of single calls are
 * off unless a recording's settings turn {@code dev.memjay.Call} on, as docs/memjay.jfc does.
 *
 * <p>Needs the module {@code jdk.jfr}, which every JDK has and a runtime image of one's own may lack.
 */
public final class FlightRecorderObserver implements Observer {
    private final Observer next;

    /**
     * @param next who is told of everything as well; {@link Observer#NONE} for nobody
     */
    public FlightRecorderObserver(Observer next) {
        this.next = next;
    }

    @Override
    public void callFinished(Node node, Verb verb, long nanos, @Nullable MemjayException error) {
        CallEvent event = new CallEvent();
        if (event.isEnabled()) {
            event.node = node.toString();
            event.verb = verb.toString();
            event.nanos = nanos;
            event.error = error == null ? null : error.getClass().getSimpleName();
            event.commit();
        }
        next.callFinished(node, verb, nanos, error);
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        NodeEvent.tell(node, "call repeated", verb.toString());
        next.callRetried(node, verb);
    }

    @Override
    public void callSwallowed(Verb verb, MemjayException error) {
        next.callSwallowed(verb, error);
    }

    @Override
    public void postFailed(Node node, Verb verb, MemjayException error) {
        next.postFailed(node, verb, error);
    }

    @Override
    public void writeFailed(Node node, Verb verb, String key, MemjayException error) {
        KeyEvent.tell(node, key, "write failed: " + verb);
        next.writeFailed(node, verb, key, error);
    }

    @Override
    public void leaseWon(Node node, String key) {
        KeyEvent.tell(node, key, "lease won");
        next.leaseWon(node, key);
    }

    @Override
    public void leaseLost(Node node, String key) {
        KeyEvent.tell(node, key, "lease lost");
        next.leaseLost(node, key);
    }

    @Override
    public void leaseExpired(Node node, String key) {
        KeyEvent.tell(node, key, "lease expired");
        next.leaseExpired(node, key);
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        KeyEvent.tell(node, key, "refresh failed");
        next.refreshFailed(node, key, error);
    }

    @Override
    public void connectionOpened(Node node) {
        NodeEvent.tell(node, "connection opened", null);
        next.connectionOpened(node);
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        NodeEvent.tell(node, "connection lost", cause.toString());
        next.connectionLost(node, cause);
    }

    @Override
    public void nodeDown(Node node) {
        NodeEvent.tell(node, "down", null);
        next.nodeDown(node);
    }

    @Override
    public void nodeUp(Node node) {
        NodeEvent.tell(node, "up", null);
        next.nodeUp(node);
    }

    @Override
    public void fleetChanged(List<Node> nodes) {
        next.fleetChanged(nodes);
    }

    @Override
    public void discoveryFailed(Throwable cause) {
        next.discoveryFailed(cause);
    }
}
