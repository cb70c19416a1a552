package dev.memjay.internal.lease;

import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.route.call.Call;
import dev.memjay.internal.script.Script;
import dev.memjay.internal.script.Step;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/**
 * Gives a right to load back; tells whether it was still held. It is one request under a CAS number, but where the server
 * marks nothing under one (memcached 1.6.0 to 1.6.12) the number is looked at first, so that only who writes in that very
 * moment has the value marked: that costs a load, while a right that is not given back keeps everybody from loading.
 */
final class GivingBack extends Script<Boolean> {
    private final Engine engine;
    private final WireKey key;
    private final Request request;

    GivingBack(Engine engine, WireKey key, Request request, long timeoutNanos) {
        super(Verb.ABANDON.toString(), timeoutNanos);
        this.engine = engine;
        this.key = key;
        this.request = request;
    }

    /** Whether it takes more than one request. */
    boolean looks() {
        return request instanceof DeleteRequest mark
                && mark.marksStale()
                && mark.cas() != 0
                && !engine.guardsMarks(key.placed());
    }

    @Override
    protected Step<Boolean> begin() {
        if (!(request instanceof DeleteRequest mark) || !looks()) {
            return sent(request);
        }
        return new Call<>(ReadRequest.number(Verb.ABANDON), key, exchange -> exchange.number, null)
                .asked(engine, cas -> cas == mark.cas() ? sent(mark.unguarded()) : new Step.Done<>(false));
    }

    private Step<Boolean> sent(Request last) {
        return new Call<>(last, key, exchange -> isDone(exchange.status), null).asked(engine, Step.Done::new);
    }

    private static boolean isDone(@Nullable Status status) {
        return status == Status.STORED || status == Status.DELETED;
    }
}
