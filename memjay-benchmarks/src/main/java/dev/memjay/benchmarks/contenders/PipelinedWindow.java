package dev.memjay.benchmarks.contenders;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One socket with one writer, the calling thread, which sends batches, and one reader thread of its own. */
final class PipelinedWindow implements Window {
    private static final int BATCH = 32;

    private final BareConnection connection;
    private final int outstanding;
    private final Sink sink;
    private final String[] keys;
    private final Thread reader;
    private long appended;
    private volatile long sent;
    private volatile long received;
    private volatile boolean closed;
    private volatile @Nullable Thread waiting;
    private volatile @Nullable Exception failure;

    PipelinedWindow(BareConnection connection, int outstanding, Sink sink) {
        this.connection = connection;
        this.outstanding = outstanding;
        this.sink = sink;
        this.keys = new String[outstanding];
        this.reader = new Thread(this::read, "bare-pipelined-reader");
        reader.setDaemon(true);
        reader.start();
    }

    @Override
    public void get(String key) throws Exception {
        if (appended - received >= outstanding) {
            flush();
            awaitOutstandingAtMost(outstanding - BATCH);
        }
        keys[(int) (appended % outstanding)] = key;
        connection.appendGet(key);
        appended++;
        if (appended - sent == BATCH) {
            flush();
        }
    }

    @Override
    public void close() throws Exception {
        try {
            flush();
            awaitOutstandingAtMost(0);
        } finally {
            closed = true;
            connection.close();
            reader.join(5_000);
        }
    }

    private void flush() throws IOException {
        if (sent < appended) {
            sent = appended; // publishes the keys to the reader before a reply can come
            connection.flush();
        }
    }

    private void awaitOutstandingAtMost(long most) throws Exception {
        waiting = Thread.currentThread();
        while (sent - received > most) {
            Exception failed = failure;
            if (failed != null) {
                throw failed;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.park(this);
        }
        waiting = null;
    }

    private void read() {
        long count = 0;
        try {
            while (true) {
                byte[] value = connection.readGet();
                if (count >= sent) {
                    throw new IOException("a reply that was not asked for");
                }
                sink.accept(keys[(int) (count % outstanding)], value);
                count++;
                if (!connection.hasBuffered() || count % BATCH == 0) {
                    received = count;
                    LockSupport.unpark(waiting);
                }
            }
        } catch (Exception e) {
            if (!closed) {
                failure = e;
                LockSupport.unpark(waiting);
            }
        }
    }
}
