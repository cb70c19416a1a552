package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One socket that threads send batches of gets by, each in its turn, and one reader thread, which hands every value to the window
 * that asked for it.
 */
final class PipelinedConnection implements AutoCloseable {
    private final BareConnection connection;
    private final Thread reader;

    /** In the order in which they were sent; this also keeps batches apart on the wire. */
    private final ArrayDeque<PipelinedWindow.Batch> sent = new ArrayDeque<>();

    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    PipelinedConnection(int port, Dialect dialect) throws IOException {
        this.connection = new BareConnection(port, dialect);
        this.reader = new Thread(this::read, "bare-pipelined-reader");
        reader.setDaemon(true);
        reader.start();
    }

    void send(PipelinedWindow.Batch batch) throws IOException {
        synchronized (sent) {
            sent.add(batch); // before a reply can come
            connection.send(batch.request());
        }
    }

    /** Why nothing is answered any more. */
    @Nullable
    Exception failure() {
        return failure;
    }

    private void read() {
        PipelinedWindow.Batch batch = null;
        try {
            while (true) {
                byte[] value = connection.readGet();
                if (batch == null) {
                    batch = oldest();
                }
                if (batch.answered(value)) {
                    batch = null;
                }
            }
        } catch (Exception e) {
            failure = closed ? new IOException("closed") : e;
            synchronized (sent) {
                sent.forEach(PipelinedWindow.Batch::wake);
            }
            if (batch != null) {
                batch.wake();
            }
        }
    }

    private PipelinedWindow.Batch oldest() throws IOException {
        synchronized (sent) {
            PipelinedWindow.Batch batch = sent.poll();
            if (batch == null) {
                throw new IOException("a reply that was not asked for");
            }
            return batch;
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        connection.close();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
