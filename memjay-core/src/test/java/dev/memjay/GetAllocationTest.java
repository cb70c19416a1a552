package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.memjay.codec.Codec;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** The front door adds no object of its own to a get of bytes under a plain string key. */
class GetAllocationTest {
    /** Few enough that the optimising compiler, which would remove short-lived objects, has no part in it. */
    private static final int GETS = 100;

    /** Answers every get with the same reply, so that whatever is allocated is the front door's. */
    private static Engine constant() {
        FakeEngine.Reply reply = new FakeEngine.Reply(ReadRequest.GET, "key", false);
        reply.status = Status.HIT;
        reply.value = new byte[100];
        return new FakeEngine() {
            @Override
            public Exchange call(Request request, String key, long timeoutNanos) {
                return reply;
            }
        };
    }

    @Test
    void aGetAllocatesNothingAboveTheEngine() {
        Keyspace<String, byte[]> bytes = Views.of(constant(), Codec.bytes());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // Several rounds, since the first ones pay for the loading of classes and for the measurement itself.
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < GETS; i++) {
                if (bytes.get("some_key") == null) {
                    throw new AssertionError();
                }
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }

        assertThat(least).isLessThan(GETS);
    }
}
