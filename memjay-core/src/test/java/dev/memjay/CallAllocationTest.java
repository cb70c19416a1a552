package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.model.AsyncLoader;
import dev.memjay.model.Loader;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/**
 * What the calls of several commands allocate above the engine, in bytes a call. A hit of getOrCompute, the common case, is
 * to cost no more than it did before these calls were written as scripts; the others may cost a little for being written
 * once.
 */
class CallAllocationTest {
    /** Few enough that the optimising compiler, which would remove short-lived objects, has no part in it. */
    private static final int CALLS = 100;

    /** Answers every request with the same reply, so that whatever is allocated is the front door's. */
    private static final class Constant extends FakeEngine {
        private final Reply read = new Reply(ReadRequest.GET, "key", false);
        private final Reply stored = new Reply(ReadRequest.GET, "key", false);
        private final Reply notStored = new Reply(ReadRequest.GET, "key", false);

        Constant() {
            read.status = Status.HIT;
            read.value = new byte[] {'v'};
            read.flags = 16;
            read.number = 7;
            stored.status = Status.STORED;
            notStored.status = Status.NOT_STORED;
        }

        @Override
        public Exchange call(Request request, WireKey key, long timeoutNanos) {
            if (request instanceof StoreRequest store) {
                return store.mode() == StoreRequest.Mode.APPEND ? notStored : stored;
            }
            return read;
        }
    }

    private final Keyspace<String, String> texts = Views.strings(new Constant());
    private final Loader<String, String> loader = key -> "never";
    private final AsyncLoader<String, String> asyncLoader = key -> {
        throw new AssertionError("a hit loads nothing");
    };

    private static long bytesOf(Runnable call) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        // Several rounds, since the first ones pay for the loading of classes and for the measurement itself.
        for (int round = 0; round < 10; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS; i++) {
                call.run();
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        return least / CALLS;
    }

    @Test
    void aHitOfGetOrComputeIsNotDearer() {
        assertThat(bytesOf(() -> texts.getOrCompute("some_key", loader))).isLessThanOrEqualTo(HIT);
    }

    @Test
    void aHitOfAnAsynchronousGetOrComputeIsNotDearer() {
        AsyncKeyspace<String, String> async = texts.async();

        assertThat(bytesOf(() -> async.getOrCompute("some_key", asyncLoader))).isLessThanOrEqualTo(ASYNC_HIT);
    }

    @Test
    void anUpdateIsLittleDearer() {
        assertThat(bytesOf(() -> texts.update("some_key", text -> "other"))).isLessThanOrEqualTo(UPDATE + 170);
    }

    @Test
    void anAsynchronousUpdateIsNotDearer() {
        AsyncKeyspace<String, String> async = texts.async();

        assertThat(bytesOf(() -> async.update("some_key", text -> "other"))).isLessThanOrEqualTo(ASYNC_UPDATE);
    }

    @Test
    void anAppendOrCreateIsLittleDearer() {
        assertThat(bytesOf(() -> texts.appendOrCreate("some_key", "part", Memjay.NEVER)))
                .isLessThanOrEqualTo(APPEND + 170);
    }

    @Test
    void anAsynchronousAppendOrCreateIsNotDearer() {
        AsyncKeyspace<String, String> async = texts.async();

        assertThat(bytesOf(() -> async.appendOrCreate("some_key", "part", Memjay.NEVER)))
                .isLessThanOrEqualTo(ASYNC_APPEND);
    }

    /** Before there were scripts, with the virtual machine's compressed references. */
    private static final long HIT = 488;

    private static final long ASYNC_HIT = 696;
    private static final long UPDATE = 560;
    private static final long ASYNC_UPDATE = 1048;
    private static final long APPEND = 536;
    private static final long ASYNC_APPEND = 1000;
}
