package dev.memjay.internal.jfr;

import dev.memjay.model.Node;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Something happened to a key: its lease, or a write that failed. */
@Name("dev.memjay.Key")
@Label("Memjay Key")
@Category("Memjay")
@Description("A lease was won, lost or ran out, or a write failed")
@StackTrace(false)
final class KeyEvent extends Event {
    @Label("Node")
    @Nullable
    String node;

    @Label("Key")
    @Nullable
    String key;

    @Label("What happened")
    @Nullable
    String what;

    @Label("Detail")
    @Nullable
    String detail;

    static void tell(@Nullable Node node, String key, String what, @Nullable String detail) {
        KeyEvent event = new KeyEvent();
        if (event.isEnabled()) {
            event.node = node == null ? null : node.toString();
            event.key = key;
            event.what = what;
            event.detail = detail;
            event.commit();
        }
    }
}
