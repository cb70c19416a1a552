package dev.memjay.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A call that ended. */
@Name("dev.memjay.Call")
@Label("Memjay Call")
@Category("Memjay")
@Description("A call to memcached ended")
@Enabled(false)
@StackTrace(false)
final class CallEvent extends Event {
    @Label("Node")
    @Nullable
    String node;

    @Label("Verb")
    @Nullable
    String verb;

    @Label("Duration of the Call")
    @Timespan(Timespan.NANOSECONDS)
    long nanos;

    @Label("Error")
    @Nullable
    String error;
}
