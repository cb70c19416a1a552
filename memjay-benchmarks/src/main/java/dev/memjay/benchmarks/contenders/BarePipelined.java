package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The floor of asynchronous gets: each calling thread has a pipelined socket of its own. */
final class BarePipelined implements Contender {
    private final int port;
    private final Dialect dialect;

    BarePipelined(int port, Dialect dialect) {
        this.port = port;
        this.dialect = dialect;
    }

    @Override
    public Window window(int outstanding, Sink sink) throws IOException {
        return new PipelinedWindow(new BareConnection(port, dialect), outstanding, sink);
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
    public void close() {}

    private static UnsupportedOperationException onlyPipelined() {
        return new UnsupportedOperationException("the bare pipelined socket only keeps a window of gets");
    }
}
