package dev.memjay.micrometer;

import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.Node;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.SenderContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an observation knows of a call that asks servers: for conventions, predicates, filters and handlers of your own. */
public final class CallContext extends SenderContext<Object> {
    private final ObservedCall call;

    CallContext(ObservedCall call) {
        super((carrier, key, value) -> {}, Kind.CLIENT); // the protocols have no place for a trace
        this.call = call;
        setRemoteServiceName(CallKeyValues.MEMCACHED);
    }

    /** The call, as it was when it began. */
    public CallInfo info() {
        return call.info();
    }

    /** How it ended; null before. */
    public @Nullable CallResult result() {
        return call.result();
    }

    /** Memcached's word for it, such as {@code get}; {@code BATCH set} for a write of several keys. */
    public String operation() {
        return call.operation();
    }

    /** Whether it is one command for each of several keys. */
    public boolean isBatch() {
        return call.isBatch();
    }

    /** The operation and its keys, the first 2,000 characters of them; null unless keys are captured. */
    public @Nullable String query() {
        return call.query();
    }

    /** Why it failed, or a part of it, in whatever words; {@code getError()} has it without those that may name keys. */
    public @Nullable Throwable failure() {
        return call.error();
    }

    /** The node that was asked, if it was one; null for several, and while no nodes are known. */
    public @Nullable Node node() {
        CallResult ended = call.result();
        if (ended == null) {
            return call.info().node();
        }
        List<Node> nodes = ended.nodes();
        return nodes.size() == 1 ? nodes.get(0) : null;
    }
}
