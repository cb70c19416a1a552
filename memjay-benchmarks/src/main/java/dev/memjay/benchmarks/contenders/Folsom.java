package dev.memjay.benchmarks.contenders;

import com.spotify.folsom.AsciiMemcacheClient;
import com.spotify.folsom.ConnectFuture;
import com.spotify.folsom.MemcacheClientBuilder;
import com.spotify.folsom.MemcacheStatus;
import com.spotify.folsom.client.tls.DefaultSSLEngineFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The folsom client, whose every call is asynchronous; a blocking call waits for its future. */
final class Folsom implements Contender {
    private static final long TIMEOUT_MILLIS = 10_000;

    private final AsciiMemcacheClient<byte[]> client;

    Folsom(int port, int connections, boolean replyOnEventLoop) throws Exception {
        this(port, connections, replyOnEventLoop, null);
    }

    /** One that speaks TLS if it is told how. */
    @SuppressWarnings("deprecation") // the time limit has no other name in this release
    Folsom(int port, int connections, boolean replyOnEventLoop, @Nullable SSLContext tls) throws Exception {
        MemcacheClientBuilder<byte[]> builder = MemcacheClientBuilder.newByteArrayClient()
                .withAddress(InetAddress.getLoopbackAddress().getHostAddress(), port)
                .withConnections(connections)
                .withMaxOutstandingRequests(1 << 16)
                .withRequestTimeoutMillis(TIMEOUT_MILLIS);
        if (replyOnEventLoop) {
            builder.withReplyExecutor(Runnable::run);
        }
        if (tls != null) {
            builder.withSSLEngineFactory(new DefaultSSLEngineFactory(tls, true));
        }
        this.client = builder.connectAscii();
        ConnectFuture.fullyConnectedFuture(client).toCompletableFuture().get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public byte @Nullable [] get(String key) throws Exception {
        return client.get(key).toCompletableFuture().get();
    }

    @Override
    public int getAll(List<String> keys) throws Exception {
        List<byte[]> values = client.get(keys).toCompletableFuture().get();
        int found = 0;
        for (byte[] value : values) {
            found += value == null ? 0 : 1;
        }
        return found;
    }

    @Override
    public void set(String key, byte[] value) throws Exception {
        acknowledge(client.set(key, value, 0));
    }

    @Override
    public void setAll(Map<String, byte[]> values) throws Exception {
        List<CompletionStage<MemcacheStatus>> stored = new ArrayList<>(values.size());
        for (Map.Entry<String, byte[]> entry : values.entrySet()) {
            stored.add(client.set(entry.getKey(), entry.getValue(), 0));
        }
        for (CompletionStage<MemcacheStatus> stage : stored) {
            acknowledge(stage);
        }
    }

    @Override
    public Future<byte @Nullable []> getAsync(String key) {
        return client.get(key).toCompletableFuture();
    }

    @Override
    public void close() throws IOException {
        client.shutdown();
        try {
            ConnectFuture.fullyDisconnectedFuture(client).toCompletableFuture().get(2, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IOException("folsom did not disconnect", e);
        }
    }

    private static void acknowledge(CompletionStage<MemcacheStatus> stored) throws Exception {
        MemcacheStatus status =
                Objects.requireNonNull(stored.toCompletableFuture().get());
        if (status != MemcacheStatus.OK) {
            throw new IllegalStateException("folsom did not store a value: " + status);
        }
    }
}
