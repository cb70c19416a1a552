package dev.memjay.benchmarks.contenders;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Memjay with its defaults; metrics may be turned off, to see what they cost, and another protocol be spoken. */
final class MemjayContender implements Contender {
    private final Memjay memjay;
    private final Keyspace<String, byte[]> bytes;
    private final AsyncKeyspace<String, byte[]> async;
    private final Closeable watcher;

    /** Follows a client from outside, such as a registry that reads it. */
    interface Watcher {
        Closeable watch(Memjay memjay);
    }

    MemjayContender(int port, boolean metrics, String protocol) throws IOException {
        this(Memjay.builder()
                .uri("memcached://127.0.0.1:" + port)
                .protocol(protocol)
                .metrics(metrics));
    }

    /** One with whatever settings. */
    MemjayContender(MemjayBuilder builder) throws IOException {
        this(builder, memjay -> () -> {});
    }

    /** One that is watched until it is closed. */
    MemjayContender(MemjayBuilder builder, Watcher by) throws IOException {
        this.memjay = builder.build();
        this.bytes = memjay.bytes();
        this.async = bytes.async();
        this.watcher = by.watch(memjay);
        if (!memjay.awaitReady(Duration.ofSeconds(5))) {
            memjay.close();
            throw new IOException("Memjay is not connected after 5 s");
        }
    }

    @Override
    public byte @Nullable [] get(String key) {
        return bytes.get(key);
    }

    @Override
    public int getAll(List<String> keys) {
        return bytes.getAll(keys).size();
    }

    @Override
    public void set(String key, byte[] value) {
        acknowledge(bytes.set(key, value));
    }

    @Override
    public void setAll(Map<String, byte[]> values) {
        Set<String> failed = bytes.setAll(values).notDone();
        acknowledge(failed.isEmpty());
    }

    @Override
    public Future<byte @Nullable []> getAsync(String key) {
        return async.get(key);
    }

    @Override
    public void close() throws IOException {
        try (watcher) {
            memjay.close();
        }
    }

    private static void acknowledge(boolean stored) {
        if (!stored) {
            throw new IllegalStateException("Memjay did not store a value");
        }
    }
}
