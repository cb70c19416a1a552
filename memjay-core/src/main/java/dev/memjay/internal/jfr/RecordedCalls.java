package dev.memjay.internal.jfr;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.Node;
import dev.memjay.model.Telemetry;
import java.util.stream.Collectors;

/** Writes each call to the Flight Recorder, while that is asked for: else a call costs one look at whether it is. */
final class RecordedCalls implements Telemetry {
    /** Asked whether calls are recorded; never committed. */
    private final CallEvent calls = new CallEvent();

    @Override
    public boolean isEnabled() {
        return calls.isEnabled();
    }

    @Override
    public Started start(CallInfo call) {
        return result -> ended(call, result);
    }

    private static void ended(CallInfo call, CallResult result) {
        CallEvent event = new CallEvent();
        event.keyspace = call.keyspace();
        event.verb = call.verb().toString();
        event.kind = call.kind().toString();
        event.node = result.nodes().stream().map(Node::toString).collect(Collectors.joining(" "));
        event.keys = call.keyCount();
        event.hits = result.hits();
        event.misses = result.misses();
        event.nanos = result.nanos();
        event.connecting = result.phaseNanos().getOrDefault(Phase.CONNECTING, 0L);
        event.queued = result.phaseNanos().getOrDefault(Phase.QUEUED, 0L);
        event.waiting = result.phaseNanos().getOrDefault(Phase.WAITING, 0L);
        event.decoding = result.phaseNanos().getOrDefault(Phase.DECODING, 0L);
        event.retries = result.retries();
        event.valueBytesRead = result.valueBytesRead();
        event.valueBytesWritten = result.valueBytesWritten();
        Throwable error = result.error();
        event.error = error == null ? null : error.getClass().getSimpleName();
        event.swallowed = result.swallowed();
        event.commit();
    }
}
