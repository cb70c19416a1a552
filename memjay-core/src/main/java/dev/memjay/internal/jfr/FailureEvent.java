package dev.memjay.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** A call that failed, whether or not its caller saw that. */
@Name("dev.memjay.Failure")
@Label("Memjay Failure")
@Category("Memjay")
@Description("A call to memcached failed")
@StackTrace(false)
final class FailureEvent extends Event {
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

    @Label("Message")
    @Nullable
    String message;
}
