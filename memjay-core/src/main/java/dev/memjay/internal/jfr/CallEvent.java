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
    @Label("Keyspace")
    @Nullable
    String keyspace;

    @Label("Kind")
    @Description("CLIENT asks servers; INTERNAL holds other calls and a loader")
    @Nullable
    String kind;

    @Label("Nodes")
    @Nullable
    String node;

    @Label("Keys")
    int keys;

    @Label("Hits")
    int hits;

    @Label("Misses")
    int misses;

    @Label("Verb")
    @Nullable
    String verb;

    @Label("Duration of the Call")
    @Timespan(Timespan.NANOSECONDS)
    long nanos;

    @Label("Error")
    @Nullable
    String error;

    @Label("Swallowed")
    @Description("Whether a failure policy made a miss of the error")
    boolean swallowed;
}
