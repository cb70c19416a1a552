package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The gets of one thread, which it sends in batches by a connection of its own or one that it shares. */
final class PipelinedWindow implements Window {
    private static final int BATCH = 32;

    private final PipelinedConnection connection;
    private final boolean isOwn;
    private final Sink sink;
    private final Thread caller = Thread.currentThread();
    /** Used one after the other; there are enough that the next one has been answered when its turn comes. */
    private final Batch[] batches;

    private int current;
    private long sent;
    private volatile long received;

    /** Gets that are sent together. */
    final class Batch {
        private final String[] keys = new String[BATCH];
        private final BareRequest request;
        private int count;
        private int answered;

        Batch(Dialect dialect) {
            this.request = new BareRequest(dialect);
        }

        BareRequest request() {
            return request;
        }

        /** The reader's: hands over the next value, and says whether it was the last. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: the reader
        boolean answered(byte @Nullable [] value) throws Exception {
            sink.accept(keys[answered], value);
            answered++;
            if (answered < count) {
                return false;
            }
            answered = 0;
            received += count;
            wake();
            return true;
        }

        void wake() {
            LockSupport.unpark(caller);
        }
    }

    /** Made by the thread whose gets they are. */
    PipelinedWindow(PipelinedConnection connection, boolean isOwn, Dialect dialect, int outstanding, Sink sink) {
        this.connection = connection;
        this.isOwn = isOwn;
        this.sink = sink;
        this.batches = new Batch[outstanding / BATCH];
        for (int i = 0; i < batches.length; i++) {
            batches[i] = new Batch(dialect);
        }
    }

    @Override
    public void get(String key) throws Exception {
        Batch batch = batches[current];
        if (batch.request.isEmpty()) {
            awaitOutstandingAtMost((long) (batches.length - 1) * BATCH);
            batch.count = 0;
        }
        batch.keys[batch.count++] = key;
        batch.request.appendGet(key);
        if (batch.count == BATCH) {
            flush();
        }
    }

    private void flush() throws IOException {
        Batch batch = batches[current];
        if (!batch.request.isEmpty()) {
            sent += batch.count;
            current = (current + 1) % batches.length;
            connection.send(batch);
        }
    }

    @Override
    public void close() throws Exception {
        try {
            flush();
            awaitOutstandingAtMost(0);
        } finally {
            if (isOwn) {
                connection.close();
            }
        }
    }

    private void awaitOutstandingAtMost(long most) throws Exception {
        while (sent - received > most) {
            Exception failed = connection.failure();
            if (failed != null) {
                throw failed;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
    }
}
