package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The floors of asynchronous gets: a pipelined socket for each calling thread, or one for all of them. */
final class BarePipelined implements Contender {
    private final int port;
    private final Dialect dialect;
    /** Null where each thread has its own. */
    private final @Nullable PipelinedConnection shared;

    private BarePipelined(int port, Dialect dialect, @Nullable PipelinedConnection shared) {
        this.port = port;
        this.dialect = dialect;
        this.shared = shared;
    }

    static Contender oneForEachThread(int port, Dialect dialect) {
        return new BarePipelined(port, dialect, null);
    }

    static Contender oneForAllThreads(int port, Dialect dialect) throws IOException {
        return new BarePipelined(port, dialect, new PipelinedConnection(port, dialect));
    }

    @Override
    public Window window(int outstanding, Sink sink) throws IOException {
        return shared == null
                ? new PipelinedWindow(new PipelinedConnection(port, dialect), true, dialect, outstanding, sink)
                : new PipelinedWindow(shared, false, dialect, outstanding, sink);
    }

    @Override
    public byte @Nullable [] get(String key) {
        throw onlyPipelined();
    }

    @Override
    public int getAll(List<String> keys) {
        throw onlyPipelined();
    }

    @Override
    public void set(String key, byte[] value) {
        throw onlyPipelined();
    }

    @Override
    public void setAll(Map<String, byte[]> values) {
        throw onlyPipelined();
    }

    @Override
    public Future<byte @Nullable []> getAsync(String key) {
        throw onlyPipelined();
    }

    @Override
    public void close() throws IOException {
        if (shared != null) {
            shared.close();
        }
    }

    private static UnsupportedOperationException onlyPipelined() {
        return new UnsupportedOperationException("the bare pipelined socket only keeps a window of gets");
    }
}
