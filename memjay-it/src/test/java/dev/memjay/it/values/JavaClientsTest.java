package dev.memjay.it.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.spotify.folsom.MemcacheClient;
import com.spotify.folsom.MemcacheClientBuilder;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.SerializationCodec;
import dev.memjay.error.CodecException;
import dev.memjay.junit.RealMemcached;
import dev.memjay.layouts.Layouts;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.rubyeye.xmemcached.XMemcachedClient;
import net.rubyeye.xmemcached.transcoders.CompressionMode;
import net.rubyeye.xmemcached.transcoders.SerializingTranscoder;
import net.spy.memcached.MemcachedClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** spymemcached, xmemcached and folsom read what Memjay stores by their layouts, and the other way round. */
class JavaClientsTest {
    private static final long SECONDS = 60;
    private static final String LONG = "the same words again and again, ".repeat(2_000);

    /** The values of SerializingTranscoder's special flags, at the edges of their packing. */
    private static Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("text", "Zoë");
        values.put("empty", "");
        values.put("json", "{\"a\":1}");
        values.put("true", true);
        values.put("false", false);
        values.put("byte", (byte) -7);
        values.put("byte_zero", (byte) 0);
        for (int number : new int[] {0, 1, 255, 256, -1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            values.put("int" + number, number);
            values.put("long" + number, (long) number);
            values.put("float" + number, (float) number / 3);
            values.put("double" + number, (double) number / 3);
        }
        values.put("long", Long.MIN_VALUE);
        values.put("date", Instant.ofEpochMilli(1_700_000_000_123L));
        values.put("date_before", Instant.ofEpochMilli(-1));
        values.put("bytes", new byte[] {0, -1, 10, 13});
        values.put("long_text", LONG);
        values.put("long_bytes", LONG.getBytes(StandardCharsets.UTF_8));
        return values;
    }

    /** The other clients give and take java.util.Date. */
    private static Object theirs(Object value) {
        return value instanceof Instant instant ? Date.from(instant) : value;
    }

    private static Codec<Serializable> lists() {
        return SerializationCodec.allowing(Serializable.class, "java.util.ArrayList", "java.lang.Integer");
    }

    @Test
    void spymemcached() throws Exception {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            MemcachedClient client = new MemcachedClient(new InetSocketAddress("127.0.0.1", server.port()));
            try {
                Keyspace<String, Object> ours = memjay.keyspace(Layouts.spymemcached());
                for (Map.Entry<String, Object> entry : values().entrySet()) {
                    String key = entry.getKey();
                    ours.set("java:" + key, entry.getValue());
                    assertThat(client.asyncGet("java:" + key).get(SECONDS, TimeUnit.SECONDS))
                            .as(key)
                            .isEqualTo(theirs(entry.getValue()));
                    client.set("spy:" + key, 0, theirs(entry.getValue())).get(SECONDS, TimeUnit.SECONDS);
                    assertThat(ours.get("spy:" + key)).as(key).isEqualTo(entry.getValue());
                }
                assertThat(ours.inspect("spy:long_text").orElseThrow().flags()).isEqualTo(2);
                ArrayList<Integer> list = new ArrayList<>(List.of(1, 2));
                client.set("spy:list", 0, list).get(SECONDS, TimeUnit.SECONDS);
                Keyspace<String, Object> withLists =
                        memjay.keyspace(Layouts.spymemcached().serialized(lists()));
                assertThatThrownBy(() -> ours.get("spy:list")).isInstanceOf(CodecException.class);
                assertThat(withLists.get("spy:list")).isEqualTo(list);
                withLists.set("java:list", list);
                assertThat(client.asyncGet("java:list").get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(list);
            } finally {
                client.shutdown();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void xmemcached(CompressionMode mode) throws Exception {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            XMemcachedClient client = new XMemcachedClient("127.0.0.1", server.port());
            try {
                client.setOpTimeout(TimeUnit.SECONDS.toMillis(SECONDS));
                SerializingTranscoder transcoder = new SerializingTranscoder();
                transcoder.setCompressionMode(mode);
                client.setTranscoder(transcoder);
                Keyspace<String, Object> ours = memjay.keyspace(
                        mode == CompressionMode.ZIP ? Layouts.xmemcached().zip() : Layouts.xmemcached());
                for (Map.Entry<String, Object> entry : values().entrySet()) {
                    String key = entry.getKey();
                    ours.set("java:" + key, entry.getValue());
                    assertThat(client.<Object>get("java:" + key)).as(key).isEqualTo(theirs(entry.getValue()));
                    client.set("x:" + key, 0, theirs(entry.getValue()));
                    assertThat(ours.get("x:" + key)).as(key).isEqualTo(entry.getValue());
                }
                transcoder.setPrimitiveAsString(true);
                client.set("x:as_text", 0, 42);
                assertThat(ours.get("x:as_text")).isEqualTo("42");
                memjay.keyspace(Layouts.xmemcached().primitivesAsText()).set("java:as_text", 42);
                assertThat(client.<Object>get("java:as_text")).isEqualTo("42");
            } finally {
                client.shutdown();
            }
        }
    }

    @Test
    @SuppressWarnings("deprecation")
    void folsom() throws Exception {
        try (RealMemcached server = RealMemcached.start();
                Memjay memjay =
                        Memjay.create("memcached://127.0.0.1:" + server.port() + "?timeout=30s&connectTimeout=30s")) {
            MemcacheClient<String> strings = MemcacheClientBuilder.newStringClient()
                    .withAddress("127.0.0.1", server.port())
                    .withRequestTimeoutMillis(TimeUnit.SECONDS.toMillis(SECONDS))
                    .connectAscii();
            MemcacheClient<ArrayList<Integer>> objects =
                    MemcacheClientBuilder.<ArrayList<Integer>>newSerializableObjectClient()
                            .withAddress("127.0.0.1", server.port())
                            .withRequestTimeoutMillis(TimeUnit.SECONDS.toMillis(SECONDS))
                            .connectAscii();
            try {
                strings.awaitConnected(SECONDS, TimeUnit.SECONDS);
                objects.awaitConnected(SECONDS, TimeUnit.SECONDS);
                Keyspace<String, String> ours = memjay.keyspace(Layouts.folsom());
                ours.set("java:text", "Zoë");
                assertThat(strings.get("java:text").toCompletableFuture().get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo("Zoë");
                strings.set("folsom:text", "Zoë", 0).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
                assertThat(ours.get("folsom:text")).isEqualTo("Zoë");

                ArrayList<Integer> list = new ArrayList<>(List.of(1, 2));
                @SuppressWarnings({"unchecked", "rawtypes"})
                Codec<ArrayList<Integer>> codec = (Codec) Layouts.folsom(ArrayList.class, "java.lang.Integer");
                objects.set("folsom:list", list, 0).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
                assertThat(memjay.keyspace(codec).get("folsom:list")).isEqualTo(list);
                memjay.keyspace(codec).set("java:list", list);
                assertThat(objects.get("java:list").toCompletableFuture().get(SECONDS, TimeUnit.SECONDS))
                        .isEqualTo(list);
            } finally {
                strings.shutdown();
                objects.shutdown();
            }
        }
    }
}
