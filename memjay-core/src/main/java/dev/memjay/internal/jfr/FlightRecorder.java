package dev.memjay.internal.jfr;

import dev.memjay.error.MemjayException;
import dev.memjay.error.Printable;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes events to the JDK's Flight Recorder; a call that was swallowed or posted failed before, and was recorded then. Each
 * call is {@link RecordedCalls}'.
 *
 * <p>The event classes are touched only where the module {@code jdk.jfr} is there to be read, which is why everything
 * begins with {@link #listener}.
 */
public final class FlightRecorder implements MemjayListener {
    private static final int MAX_TEXT = 500;

    private FlightRecorder() {}

    /** A listener that records; {@link MemjayListener#NONE} in a runtime without the module jdk.jfr. */
    public static MemjayListener listener() {
        return isThere(ModuleLayer.boot()) ? new FlightRecorder() : NONE;
    }

    /** Whether a runtime of these modules has Flight Recorder, for this module to read. */
    static boolean isThere(ModuleLayer modules) {
        return modules.findModule("jdk.jfr")
                .filter(FlightRecorder.class.getModule()::canRead)
                .isPresent();
    }

    /** Follows calls while a recording wants them; null in a runtime without the module jdk.jfr. */
    public static @Nullable Telemetry telemetry() {
        return isThere(ModuleLayer.boot()) ? new RecordedCalls() : null;
    }

    /** What was thrown, short and printable: a recording is read by programs and on terminals. */
    static String text(Throwable thrown) {
        return Printable.excerpt(thrown.toString(), MAX_TEXT);
    }

    @Override
    public void callFailed(Node node, Verb verb, MemjayException error) {
        FailureEvent event = new FailureEvent();
        if (event.isEnabled()) {
            event.node = node.toString();
            event.verb = verb.toString();
            event.nanos = error.elapsed().toNanos();
            event.error = error.getClass().getSimpleName();
            event.message = error.getMessage();
            event.commit();
        }
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        NodeEvent.tell(node.toString(), "call repeated", verb.toString());
    }

    @Override
    public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
        KeyEvent.tell(node, key, "write failed", verb + ": " + error.getClass().getSimpleName());
    }

    @Override
    public void leaseWon(Node node, String key) {
        KeyEvent.tell(node, key, "lease won", null);
    }

    @Override
    public void leaseLost(Node node, String key) {
        KeyEvent.tell(node, key, "lease lost", null);
    }

    @Override
    public void leaseExpired(Node node, String key) {
        KeyEvent.tell(node, key, "lease expired", null);
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        KeyEvent.tell(node, key, "refresh failed", text(error));
    }

    @Override
    public void connectionOpened(Node node) {
        NodeEvent.tell(node.toString(), "connection opened", null);
    }

    @Override
    public void connectFailed(Node node, Throwable cause) {
        NodeEvent.failed(node, "connect failed", cause);
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        NodeEvent.failed(node, "connection lost", cause);
    }

    @Override
    public void nodeDown(Node node, Throwable cause) {
        NodeEvent.failed(node, "down", cause);
    }

    @Override
    public void nodeUp(Node node, Duration downFor) {
        NodeEvent.tell(node.toString(), "up", "after " + downFor.toMillis() + " ms");
    }

    @Override
    public void fleetChanged(List<Node> nodes) {
        NodeEvent.tell(null, "fleet changed", nodes.toString());
    }

    @Override
    public void discoveryFailed(Throwable cause) {
        NodeEvent.failed(null, "discovery failed", cause);
    }
}
