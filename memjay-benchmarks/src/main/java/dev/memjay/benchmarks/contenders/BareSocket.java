package dev.memjay.benchmarks.contenders;

import dev.memjay.benchmarks.contenders.BareConnection.Dialect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The floor of blocking calls: each thread has a blocking socket of its own. */
final class BareSocket implements Contender {
    private final ConcurrentLinkedQueue<BareConnection> opened = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<BareConnection> connections;

    BareSocket(int port, Dialect dialect) {
        this.connections = ThreadLocal.withInitial(() -> {
            try {
                BareConnection connection = new BareConnection(port, dialect);
                opened.add(connection);
                return connection;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public byte @Nullable [] get(String key) throws IOException {
        BareConnection connection = connections.get();
        connection.request().appendGet(key);
        connection.flush();
        return connection.readGet();
    }

    @Override
    public int getAll(List<String> keys) throws IOException {
        BareConnection connection = connections.get();
        connection.request().appendGetAll(keys);
        connection.flush();
        return connection.readGetAll(new byte[keys.size()][]);
    }

    @Override
    public void set(String key, byte[] value) throws IOException {
        BareConnection connection = connections.get();
        connection.request().appendSet(key, value);
        connection.flush();
        connection.readStored();
    }

    @Override
    public void setAll(Map<String, byte[]> values) throws IOException {
        BareConnection connection = connections.get();
        connection.request().appendSets(values);
        connection.flush();
        for (int i = 0; i < values.size(); i++) {
            connection.readStored();
        }
    }

    @Override
    public Future<byte @Nullable []> getAsync(String key) {
        throw new UnsupportedOperationException("a blocking socket has no asynchronous get");
    }

    @Override
    public void close() throws IOException {
        for (BareConnection connection : opened) {
            connection.close();
        }
    }
}
