package dev.memjay.benchmarks.contenders;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import net.spy.memcached.CachedData;
import net.spy.memcached.ConnectionFactoryBuilder;
import net.spy.memcached.MemcachedClient;
import net.spy.memcached.transcoders.Transcoder;
import org.jspecify.annotations.Nullable;

/** The spymemcached client, or several of them, since it has one connection each. */
final class Spymemcached implements Contender {
    private static final long TIMEOUT_MILLIS = 10_000;

    private final MemcachedClient[] clients;
    private final Raw raw = new Raw();

    Spymemcached(int port, boolean optimise, int connections) throws Exception {
        System.setProperty("net.spy.log.LoggerImpl", SilentLogger.class.getName());
        this.clients = new MemcachedClient[connections];
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < connections; i++) {
            clients[i] = new MemcachedClient(
                    new ConnectionFactoryBuilder()
                            .setProtocol(ConnectionFactoryBuilder.Protocol.TEXT)
                            .setShouldOptimize(optimise)
                            .setUseNagleAlgorithm(false)
                            .setOpTimeout(TIMEOUT_MILLIS)
                            .setOpQueueMaxBlockTime(TIMEOUT_MILLIS)
                            .setDaemon(true)
                            .build(),
                    List.of(server));
        }
    }

    private MemcachedClient client() {
        return clients.length == 1
                ? clients[0]
                : clients[ThreadLocalRandom.current().nextInt() & (clients.length - 1)];
    }

    @Override
    public byte @Nullable [] get(String key) {
        return client().get(key, raw);
    }

    @Override
    public int getAll(List<String> keys) {
        return client().getBulk(keys, raw).size();
    }

    @Override
    public void set(String key, byte[] value) throws Exception {
        acknowledge(client().set(key, 0, value, raw));
    }

    @Override
    public void setAll(Map<String, byte[]> values) throws Exception {
        List<Future<Boolean>> stored = new ArrayList<>(values.size());
        for (Map.Entry<String, byte[]> entry : values.entrySet()) {
            stored.add(client().set(entry.getKey(), 0, entry.getValue(), raw));
        }
        for (Future<Boolean> future : stored) {
            acknowledge(future);
        }
    }

    @Override
    public Future<byte @Nullable []> getAsync(String key) {
        return client().asyncGet(key, raw);
    }

    @Override
    public void close() {
        for (MemcachedClient client : clients) {
            client.shutdown(1, TimeUnit.SECONDS);
        }
    }

    private static void acknowledge(Future<Boolean> stored) throws Exception {
        if (!stored.get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("spymemcached did not store a value");
        }
    }

    /** Bytes as they are, decoded where they are asked for. */
    private static final class Raw implements Transcoder<byte[]> {
        @Override
        public boolean asyncDecode(CachedData data) {
            return false;
        }

        @Override
        public CachedData encode(byte[] value) {
            return new CachedData(0, value, getMaxSize());
        }

        @Override
        public byte[] decode(CachedData data) {
            return data.getData();
        }

        @Override
        public int getMaxSize() {
            return CachedData.MAX_SIZE;
        }
    }
}
