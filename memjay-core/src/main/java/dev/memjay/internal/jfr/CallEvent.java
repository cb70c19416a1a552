package dev.memjay.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
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

    @Label("Connecting")
    @Description("Until there was a connection; calls of kind INTERNAL have no such times")
    @Timespan(Timespan.NANOSECONDS)
    long connecting;

    @Label("Queued")
    @Description("From then on until the request was in the connection's buffer")
    @Timespan(Timespan.NANOSECONDS)
    long queued;

    @Label("Waiting")
    @Description("From then on until the last answer was there")
    @Timespan(Timespan.NANOSECONDS)
    long waiting;

    @Label("Decoding")
    @Description("From then on until the end")
    @Timespan(Timespan.NANOSECONDS)
    long decoding;

    @Label("Retries")
    @Description("How often a request of it was sent again")
    int retries;

    @Label("Value Bytes Read")
    @DataAmount
    long valueBytesRead;

    @Label("Value Bytes Written")
    @DataAmount
    long valueBytesWritten;

    @Label("Error")
    @Nullable
    String error;

    @Label("Swallowed")
    @Description("Whether a failure policy made a miss of the error")
    boolean swallowed;
}
