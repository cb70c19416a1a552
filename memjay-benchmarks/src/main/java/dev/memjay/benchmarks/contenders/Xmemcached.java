package dev.memjay.benchmarks.contenders;

import com.google.code.yanf4j.core.impl.StandardSocketOption;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import net.rubyeye.xmemcached.MemcachedClient;
import net.rubyeye.xmemcached.XMemcachedClientBuilder;
import net.rubyeye.xmemcached.transcoders.CachedData;
import net.rubyeye.xmemcached.transcoders.CompressionMode;
import net.rubyeye.xmemcached.transcoders.Transcoder;
import org.jspecify.annotations.Nullable;

/** The xmemcached client, which has no asynchronous calls. */
final class Xmemcached implements Contender {
    private static final long TIMEOUT_MILLIS = 10_000;

    private final MemcachedClient client;
    private final Raw raw = new Raw();

    Xmemcached(int port, boolean optimiseGet, int connections) throws Exception {
        XMemcachedClientBuilder builder =
                new XMemcachedClientBuilder(List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        builder.setConnectionPoolSize(connections);
        builder.setSocketOption(StandardSocketOption.TCP_NODELAY, true);
        builder.setOpTimeout(TIMEOUT_MILLIS);
        this.client = builder.build();
        client.setOptimizeGet(optimiseGet);
    }

    @Override
    public byte @Nullable [] get(String key) throws Exception {
        return client.get(key, TIMEOUT_MILLIS, raw);
    }

    @Override
    public int getAll(List<String> keys) throws Exception {
        return client.get(keys, TIMEOUT_MILLIS, raw).size();
    }

    @Override
    public void set(String key, byte[] value) throws Exception {
        if (!client.set(key, 0, value, raw, TIMEOUT_MILLIS)) {
            throw new IllegalStateException("xmemcached did not store a value");
        }
    }

    @Override
    public void setAll(Map<String, byte[]> values) throws Exception {
        for (Map.Entry<String, byte[]> entry : values.entrySet()) {
            set(entry.getKey(), entry.getValue());
        }
    }

    @Override
    public Future<byte @Nullable []> getAsync(String key) {
        throw new UnsupportedOperationException("xmemcached has no asynchronous get");
    }

    @Override
    public void close() throws IOException {
        client.shutdown();
    }

    /** Bytes as they are. */
    private static final class Raw implements Transcoder<byte[]> {
        @Override
        public CachedData encode(byte[] value) {
            return new CachedData(0, value);
        }

        @Override
        public byte[] decode(CachedData data) {
            return data.getData();
        }

        @Override
        public void setPrimitiveAsString(boolean primitiveAsString) {}

        @Override
        public void setPackZeros(boolean packZeros) {}

        @Override
        public void setCompressionThreshold(int threshold) {}

        @Override
        public boolean isPrimitiveAsString() {
            return false;
        }

        @Override
        public boolean isPackZeros() {
            return false;
        }

        @Override
        public void setCompressionMode(CompressionMode mode) {}
    }
}
