package dev.memjay.internal.jfr;

import dev.memjay.model.Node;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Something happened to a node or one of its connections, or to the fleet as a whole. */
@Name("dev.memjay.Node")
@Label("Memjay Node")
@Category("Memjay")
@Description("A connection or a node of memcached changed its state")
@StackTrace(false)
final class NodeEvent extends Event {
    @Label("Node")
    @Nullable
    String node;

    @Label("What happened")
    @Nullable
    String what;

    @Label("Detail")
    @Nullable
    String detail;

    /** Something failed: its detail is the cause, short and printable. */
    static void failed(@Nullable Node node, String what, Throwable cause) {
        if (new NodeEvent().isEnabled()) {
            tell(node == null ? null : node.toString(), what, FlightRecorder.text(cause));
        }
    }

    static void tell(@Nullable String node, String what, @Nullable String detail) {
        NodeEvent event = new NodeEvent();
        if (event.isEnabled()) {
            event.node = node;
            event.what = what;
            event.detail = detail;
            event.commit();
        }
    }
}
