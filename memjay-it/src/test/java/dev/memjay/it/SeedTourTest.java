package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.jackson.JacksonCodec;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.CasResult;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Metrics;
import dev.memjay.model.Node;
import dev.memjay.model.Stats;
import dev.memjay.model.Verb;
import dev.memjay.model.Versioned;
import dev.memjay.placement.KeyHash;
import dev.memjay.placement.Placements;
import dev.memjay.python.PickleCodec;
import dev.memjay.python.PylibmcBehaviors;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The two documents that Memjay was asked to implement, in their order and in Java, on real memcached: "Getting started" of
 * pymemcache and the "Reference" of pylibmc.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class SeedTourTest {
    private static TestServer server;
    private static TestServer second;

    private Memjay client;

    @BeforeAll
    static void start() {
        server = TestServer.real();
        second = TestServer.real();
    }

    @AfterAll
    static void end() {
        second.close();
        server.close();
    }

    @BeforeEach
    void connect() {
        client = Patient.create("memcached://" + server.address());
        client.admin().flushAll();
    }

    @AfterEach
    void disconnect() {
        client.close();
    }

    /** What json_serializer makes of values in the document: text with flags 1, everything else as JSON with flags 2. */
    private static final class JsonSerializer implements Codec<Object> {
        private final ObjectMapper json = new ObjectMapper();

        @Override
        public Encoded encode(Object value) {
            if (value instanceof String text) {
                return Encoded.of(text.getBytes(StandardCharsets.UTF_8), 1);
            }
            try {
                return Encoded.of(json.writeValueAsBytes(value), 2);
            } catch (JsonProcessingException e) {
                throw new CodecException("no JSON", e);
            }
        }

        @Override
        public Object decode(Encoded encoded) {
            String text = new String(encoded.data(), StandardCharsets.UTF_8);
            if (encoded.flags() == 1) {
                return text;
            }
            if (encoded.flags() == 2) {
                try {
                    return json.readValue(text, Object.class);
                } catch (JsonProcessingException e) {
                    throw new CodecException("no JSON", e);
                }
            }
            throw new CodecException("Unknown serialization format");
        }
    }

    record Foo(String name) {}

    @Nested
    @Order(1)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class GettingStarted {
        @Test
        @Order(1)
        void basicUsage() {
            Keyspace<String, String> texts = client.strings();
            texts.set("some_key", "some_value");
            String result = texts.get("some_key");

            assertThat(result).isEqualTo("some_value");
        }

        @Test
        @Order(2)
        void usingAMemcachedCluster() {
            try (Memjay cluster = Patient.builder()
                    .servers(server.address(), second.address())
                    .placement(Placements.rendezvous()) // pymemcache's own
                    .build()) {
                cluster.strings().set("some_key", "some value");
                assertThat(cluster.strings().get("some_key")).isEqualTo("some value");

                Set<Node> used = new HashSet<>();
                for (int i = 0; i < 100; i++) {
                    used.add(cluster.nodeFor("key" + i));
                }
                assertThat(used).hasSize(2);
            }
        }

        /** "rebalance keys to other servers": asked for, since a ring that shrinks and grows serves stale values. */
        @Test
        @Order(2)
        void rebalancingWhenAServerGoesDown() throws Exception {
            try (RealMemcached dying = RealMemcached.start();
                    Memjay cluster = Patient.builder()
                            .servers(server.address(), dying.host() + ":" + dying.port())
                            .placement(Placements.rendezvous())
                            .downNodePolicy(DownNodePolicy.REHASH)
                            .ejection(EjectionSettings.pymemcache().failureLimit(1))
                            .failurePolicy(FailurePolicy.MISS)
                            .build()) {
                Keyspace<String, String> texts = cluster.strings();
                String key = keyOn(cluster, dying.port());
                assertThat(texts.set(key, "before")).isTrue();
                dying.close();
                Soon.until(() -> texts.set(key, "after"));
                assertThat(texts.get(key)).isEqualTo("after");
            }
        }

        private static String keyOn(Memjay cluster, int port) {
            int i = 0;
            while (cluster.nodeFor("key" + i).port() != port) {
                i++;
            }
            return "key" + i;
        }

        @Test
        @Order(3)
        void serialization() {
            Keyspace<String, Object> values = client.keyspace(new JsonSerializer());
            values.set("key", Map.of("a", "b", "c", "d"));
            values.set("text", "value");

            assertThat(values.get("key")).isEqualTo(Map.of("a", "b", "c", "d"));
            assertThat(values.get("text")).isEqualTo("value");
            Keyspace<String, Encoded> raw = client.keyspace(Codec.encoded());
            assertThat(raw.get("key").flags()).isEqualTo(2);
            assertThat(raw.get("text")).isEqualTo(Encoded.of("value".getBytes(StandardCharsets.UTF_8), 1));
            raw.set("other", Encoded.of(new byte[] {1}, 3));
            assertThatThrownBy(() -> values.get("other"))
                    .isInstanceOf(CodecException.class)
                    .hasMessageContaining("Unknown serialization format");
        }

        @Test
        @Order(4)
        void serializersGetTheKey() {
            Keyspace<String, String> keyed = client.keyspace(new Codec<String>() {
                @Override
                public Encoded encode(String value) {
                    throw new AssertionError("the method with the key is the one that is called");
                }

                @Override
                public String decode(Encoded encoded) {
                    throw new AssertionError("the method with the key is the one that is called");
                }

                @Override
                public Encoded encode(String key, String value) {
                    return Encoded.of((key + "=" + value).getBytes(StandardCharsets.UTF_8));
                }

                @Override
                public String decode(String key, Encoded encoded) {
                    return key + ":" + new String(encoded.data(), StandardCharsets.UTF_8);
                }
            });
            keyed.set("key", "value");

            assertThat(keyed.get("key")).isEqualTo("key:key=value");
        }

        @Test
        @Order(5)
        void objectsOfOnesOwnAndTheDefaultSerializer() {
            Keyspace<String, Foo> foos = client.keyspace(JacksonCodec.of(Foo.class));
            foos.set("key", new Foo("bar"));
            assertThat(foos.get("key")).isEqualTo(new Foo("bar"));

            // python_memcache_serializer's flags: 0 bytes, 16 text, 2 integer
            Keyspace<String, Object> objects = client.objects();
            objects.setAll(Map.of("bytes", new byte[] {1, 2}, "text", "text", "int", 7, "long", 1L << 40));
            assertThat(objects.get("bytes")).isEqualTo(new byte[] {1, 2});
            assertThat(objects.get("text")).isEqualTo("text");
            assertThat(objects.get("int")).isEqualTo(7);
            assertThat(objects.get("long")).isEqualTo(1L << 40);
            objects.set("huge", BigInteger.TWO.pow(200));
            assertThat(objects.get("huge")).isEqualTo(BigInteger.TWO.pow(200));
            Keyspace<String, Encoded> raw = client.keyspace(Codec.encoded());
            assertThat(raw.get("bytes").flags()).isZero();
            assertThat(raw.get("text").flags()).isEqualTo(16);
            assertThat(raw.get("int")).isEqualTo(Encoded.of("7".getBytes(StandardCharsets.UTF_8), 2));

            raw.set("pickled", Encoded.of(new byte[] {(byte) 0x80, 4, 'N', '.'}, 1));
            assertThatThrownBy(() -> objects.get("pickled")).isInstanceOf(CodecException.class);
            Keyspace<String, Object> withFallback = client.objects(new Codec<>() {
                @Override
                public Encoded encode(Object value) {
                    return Encoded.of(value.toString().getBytes(StandardCharsets.UTF_8), 32);
                }

                @Override
                public Object decode(Encoded encoded) {
                    return "flags " + encoded.flags();
                }
            });
            assertThat(withFallback.get("pickled")).isEqualTo("flags 1");
            assertThat(withFallback.get("text")).isEqualTo("text");
        }

        /** pickle_version: every version is read, and the one that every Python 3 reads is written. */
        @Test
        @Order(5)
        void pickles() {
            Keyspace<String, Encoded> raw = client.keyspace(Codec.encoded());
            Keyspace<String, Object> pickled = client.objects(PickleCodec.of());
            raw.set("pickled_by_Python", Encoded.of(new byte[] {(byte) 0x80, 4, 'K', 7, '.'}, 1));
            assertThat(pickled.get("pickled_by_Python")).isEqualTo(7);
            pickled.set("list", List.of("a", 1));
            assertThat(raw.get("list").flags()).isEqualTo(1);
            assertThat(raw.get("list").data()).startsWith(0x80, 2);
            assertThat(pickled.get("list")).isEqualTo(List.of("a", 1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PickleCodec.protocol(6))
                    .withMessageContaining("6");
        }

        @Test
        @Order(6)
        void deserializationWithPython3() {
            // What is stored are bytes; the codec says how they become text.
            client.strings().set("key", "größer ✓");

            assertThat(client.bytes().get("key")).isEqualTo("größer ✓".getBytes(StandardCharsets.UTF_8));
            client.bytes().set("key", new byte[] {(byte) 0xC3});
            assertThatThrownBy(() -> client.strings().get("key")).isInstanceOf(CodecException.class);
        }

        @Test
        @Order(7)
        void keyConstraints() {
            Keyspace<String, String> texts = client.strings();
            for (String key :
                    List.of("a space", "a\nnew line", "a\rcarriage return", "a\0null", "schlüssel", "x".repeat(251))) {
                assertThatThrownBy(() -> texts.set(key, "value")).isInstanceOf(IllegalKeyException.class);
            }
            // allow_unicode_keys
            Keyspace<String, String> unicode = texts.withKeyPolicy(KeyPolicy.UTF8);
            unicode.set("schlüssel", "value");
            assertThat(unicode.get("schlüssel")).isEqualTo("value");
            assertThatThrownBy(() -> unicode.get("ein schlüssel")).isInstanceOf(IllegalKeyException.class);
            // an effective hashing mechanism
            Keyspace<String, String> hashed = texts.withKeyPolicy(KeyPolicy.HASH);
            hashed.set("ein langer schlüssel ".repeat(30), "value");
            assertThat(hashed.get("ein langer schlüssel ".repeat(30))).isEqualTo("value");
            // murmur3, as at Pinterest
            Keyspace<String, String> murmur = texts.withKeyPolicy(KeyPolicy.hash(KeyHash.murmur3()));
            murmur.set("ein schlüssel", "value");
            assertThat(murmur.get("ein schlüssel")).isEqualTo("value");
        }

        @Test
        @Order(8)
        void bestPracticeTimeouts() {
            // Both are always set; no_delay is on.
            try (Memjay plain = Memjay.create("memcached://" + server.address())) {
                assertThat(setting(plain, "connectTimeout")).isEqualTo("1s");
                assertThat(setting(plain, "timeout")).isEqualTo("1s");
                assertThat(setting(plain, "noDelay")).isEqualTo("true");
            }
            try (Memjay hasty = Memjay.create(
                    "memcached://" + server.address() + "?connectTimeout=200ms&timeout=50ms&noDelay=false")) {
                assertThat(setting(hasty, "connectTimeout")).isEqualTo("200ms");
                assertThat(setting(hasty, "timeout")).isEqualTo("50ms");
                assertThat(setting(hasty, "noDelay")).isEqualTo("false");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Memjay.builder().timeout(Duration.ZERO));
        }

        @Test
        @Order(9)
        void bestPracticeNoreply() {
            client.strings().noreply().set("key", "value");
            client.strings().noreply().append("key", "!");
            assertThat(client.strings().get("key")).isEqualTo("value!");
            client.strings().noreply().delete("key");
            assertThat(client.strings().get("key")).isNull();
        }

        @Test
        @Order(10)
        void bestPracticeManyAtOnce() {
            Map<String, String> values = Map.of("a", "1", "b", "2", "c", "3");
            client.strings().setAll(values);

            assertThat(client.strings().getAll(List.of("a", "b", "c", "none"))).isEqualTo(values);
            assertThat(client.strings().getsAll(List.of("a", "b", "c", "none"))).hasSize(3);
        }

        @Test
        @Order(11)
        void bestPracticeIgnoringErrors() {
            try (Memjay down = Memjay.builder()
                    .servers("127.0.0.1:" + Ports.free())
                    .failurePolicy(FailurePolicy.MISS_READS)
                    .build()) {
                assertThat(down.strings().get("key")).isNull();
                assertThat(down.strings().getAll(List.of("key"))).isEmpty();
                // "make sure you have some other way to detect memcache server failures"
                Metrics.OfVerb gets = down.metrics().nodes().get(0).verbs().get(Verb.GET);
                assertThat(gets.swallowed()).containsEntry(Metrics.FailureKind.CONNECTION, 1L);
                assertThat(down.ping().isComplete()).isFalse();
            }
        }
    }

    private static String setting(Memjay memjay, String name) {
        return memjay.settings().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Nested
    @Order(2)
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    class Reference {
        @Test
        @Order(1)
        void clientOfServers() {
            try (Memjay both = Patient.builder()
                    .servers(server.address(), second.address())
                    .build()) {
                assertThat(both.nodes()).extracting(Node::toString).containsExactly(server.address(), second.address());
                assertThat(both.awaitReady(Duration.ofSeconds(10))).isTrue();
            }
        }

        /** binary, username and password. */
        @Test
        @Order(1)
        void clientOfTheBinaryProtocol() throws Exception {
            try (Memjay binary = Patient.builder()
                    .servers(server.address())
                    .protocol("binary")
                    .build()) {
                assertThat(binary.strings().set("key", "in binary")).isTrue();
                assertThat(client.strings().get("key")).isEqualTo("in binary");
            }
        }

        @Test
        @Order(1)
        void clientThatLogsIn(@TempDir Path folder) throws Exception {
            Path users = Files.writeString(folder.resolve("users"), "user:password\n");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-r--r--"));
            try (TestServer guarded = TestServer.real("-Y", users.toString());
                    Memjay known = Patient.create("memcached://user:password@" + guarded.address());
                    Memjay unknown = Patient.create("memcached://" + guarded.address())) {
                assertThat(known.strings().set("key", "value")).isTrue();
                assertThatThrownBy(() -> unknown.strings().get("key")).isInstanceOf(MemjayException.class);
                assertThat(setting(known, "password")).isEqualTo("***");
            }
        }

        @Test
        @Order(1)
        void behaviorsAsAMap() {
            try (Memjay tuned = PylibmcBehaviors.of(Map.of("tcp_nodelay", true, "ketama", true, "connect_timeout", 500))
                    .apply(Patient.builder().servers(server.address(), second.address()))
                    .build()) {
                assertThat(setting(tuned, "connectTimeout")).isEqualTo("500ms");
                assertThat(tuned.strings().set("key", "value")).isTrue();
                assertThat(tuned.strings().get("key")).isEqualTo("value");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PylibmcBehaviors.of(Map.of("tcp_nodelaz", true)))
                    .withMessageContaining("tcp_nodelaz");
        }

        /** "Mixing transport types is prohibited" by pylibmc; here a ring may have nodes of every kind. */
        @Test
        @Order(2)
        void transports() {
            int port = Ports.freeForUdp();
            try (SuiteServer socket = SuiteServer.start(true, SuiteServer.Transport.UNIX);
                    TestServer datagrams = TestServer.real("-U", Integer.toString(port));
                    Memjay mixed = Patient.builder()
                            .servers(server.address(), "udp:" + datagrams.host() + ":" + port, socket.address())
                            .build()) {
                Keyspace<String, String> texts = mixed.strings();
                Set<Node> used = new HashSet<>();
                for (int i = 0; i < 100; i++) {
                    used.add(mixed.nodeFor("key" + i));
                    assertThat(texts.set("key" + i, "value" + i)).isTrue();
                    assertThat(texts.get("key" + i)).isEqualTo("value" + i);
                }
                assertThat(used).as("TCP, UDP and UNIX").hasSize(3);
            }
        }

        @Test
        @Order(3)
        void cloning() {
            client.strings().set("key", "value");
            try (Memjay clone =
                    client.toBuilder().timeout(Duration.ofSeconds(5)).build()) {
                assertThat(clone.nodes()).isEqualTo(client.nodes());
                assertThat(clone.strings().get("key")).isEqualTo("value");
                assertThat(setting(clone, "timeout")).isEqualTo("5s");
                assertThat(setting(client, "timeout")).isEqualTo("20s");
            }
            assertThat(client.strings().get("key")).as("the original lives on").isEqualTo("value");
        }

        @Test
        @Order(4)
        void get() {
            client.strings().set("key", "value");

            assertThat(client.strings().get("key")).isEqualTo("value");
            assertThat(client.strings().get("none")).isNull();
            assertThat(client.strings().getOrDefault("none", "default")).isEqualTo("default");
        }

        @Test
        @Order(5)
        void getMulti() {
            client.strings().set("prefix:a", "1");
            client.strings().set("b", "2");

            assertThat(client.strings().getAll(List.of("b", "none"))).isEqualTo(Map.of("b", "2"));
            // key_prefix: results are without it
            assertThat(client.strings().withPrefix("prefix:").getAll(List.of("a", "b")))
                    .isEqualTo(Map.of("a", "1"));
        }

        @Test
        @Order(6)
        void setWithTime() {
            client.strings().set("key", "value");
            assertThat(client.strings().inspect("key").orElseThrow().ttl())
                    .as("never by default")
                    .isEmpty();
            client.strings().set("key", "value", Duration.ofSeconds(100));
            assertThat(client.strings().inspect("key").orElseThrow().ttl().orElseThrow())
                    .isBetween(Duration.ofSeconds(90), Duration.ofSeconds(100));
            // time=0 is said in words
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.strings().set("key", "value", Duration.ZERO))
                    .withMessageContaining("NEVER");
            client.strings().set("key", "value", Memjay.NEVER);
            assertThat(client.strings().inspect("key").orElseThrow().ttl()).isEmpty();
        }

        @Test
        @Order(7)
        void setWithCompression() {
            String text = "compressible ".repeat(100);
            client.objects().set("plain", text);
            client.objects().withCompression(Compression.zlib().minLength(1000)).set("min_compress_len", text);
            client.objects()
                    .withCompression(Compression.zlib().minLength(10_000))
                    .set("shorter", text);
            client.objects().withCompression(Compression.zlib().level(1)).set("Z_BEST_SPEED", text);
            client.objects().withCompression(Compression.zlib().level(9)).set("Z_BEST_COMPRESSION", text);
            client.objects().withCompression(Compression.zlib().level(0)).set("0", text);
            client.objects().withCompression(Compression.zlib().level(-1)).set("-1", text);

            Keyspace<String, Encoded> raw = client.keyspace(Codec.encoded());
            for (String key : List.of("min_compress_len", "Z_BEST_SPEED", "Z_BEST_COMPRESSION", "-1")) {
                assertThat(raw.get(key).length()).as(key).isLessThan(text.length() / 4);
                assertThat(raw.get(key).flags()).as(key).isEqualTo(16 | 8); // text and zlib, as pylibmc has it
                assertThat(client.objects().get(key)).as(key).isEqualTo(text);
            }
            for (String key : List.of("plain", "shorter", "0")) {
                assertThat(raw.get(key).length()).as(key).isEqualTo(text.length());
                assertThat(client.objects().get(key)).as(key).isEqualTo(text);
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Compression.zlib().level(10));
        }

        @Test
        @Order(8)
        void setMulti() {
            Map<String, String> mapping = Map.of("a", "1", "b", "2");

            assertThat(client.strings().setAll(mapping).notDone())
                    .as("keys which were not set")
                    .isEmpty();
            assertThat(client.strings().getAll(List.of("a", "b"))).isEqualTo(mapping);
            assertThat(client.strings()
                            .withPrefix("prefix:")
                            .setAll(mapping, Duration.ofSeconds(100))
                            .notDone())
                    .isEmpty();
            assertThat(client.strings().get("prefix:a")).isEqualTo("1");
            assertThat(client.strings().inspect("prefix:a").orElseThrow().ttl()).isPresent();
            client.objects()
                    .withCompression(Compression.zlib().minLength(100))
                    .setAll(Map.of("large", "x".repeat(1000)));
            assertThat(client.keyspace(Codec.encoded()).get("large").length()).isLessThan(100);
            Map<String, byte[]> tooLarge = Map.of("small", new byte[1], "large", new byte[2 << 20]);
            assertThat(client.bytes()
                            .withFailurePolicy(FailurePolicy.MISS)
                            .withPrefix("prefix:")
                            .setAll(tooLarge)
                            .notDone())
                    .as("without their prefix")
                    .containsExactly("large");
        }

        @Test
        @Order(9)
        void add() {
            assertThat(client.strings().add("key", "one")).isTrue();
            assertThat(client.strings().add("key", "two")).isFalse();
            assertThat(client.strings().get("key")).isEqualTo("one");
        }

        @Test
        @Order(10)
        void replace() {
            assertThat(client.strings().replace("key", "one")).isFalse();
            client.strings().set("key", "one");
            assertThat(client.strings().replace("key", "two", Duration.ofSeconds(100)))
                    .isTrue();
            assertThat(client.strings().get("key")).isEqualTo("two");
        }

        @Test
        @Order(11)
        void append() {
            client.strings().set("key", "a");

            assertThat(client.strings().append("key", "b")).isTrue();
            assertThat(client.strings().get("key")).isEqualTo("ab");
            // "should never be used on keys which may be compressed or non-string values": it cannot
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            client.strings().withCompression(Compression.zlib()).append("key", "c"));
            assertThatIllegalStateException().isThrownBy(() -> client.objects().append("key", 7));
        }

        @Test
        @Order(12)
        void prepend() {
            client.strings().set("key", "b");

            assertThat(client.strings().prepend("key", "a")).isTrue();
            assertThat(client.strings().get("key")).isEqualTo("ab");
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            client.strings().withCompression(Compression.zlib()).prepend("key", "c"));
        }

        @Test
        @Order(13)
        void incr() {
            client.strings().set("string", "10");
            client.objects().set("integer", 10);

            assertThat(client.strings().incr("string")).isEqualTo(OptionalLong.of(11));
            assertThat(client.strings().incr("string", 5)).isEqualTo(OptionalLong.of(16));
            assertThat(client.objects().incr("integer", 5)).isEqualTo(OptionalLong.of(15));
            assertThat(client.objects().get("integer")).isEqualTo(15);
            assertThat(client.strings().incr("none")).isEmpty();
            // "There is currently no way to set a default": here is one
            assertThat(client.strings().incr("none", 1, 100, Memjay.NEVER)).isEqualTo(OptionalLong.of(100));
        }

        @Test
        @Order(14)
        void decr() {
            client.strings().set("string", "10");

            assertThat(client.strings().decr("string")).isEqualTo(OptionalLong.of(9));
            assertThat(client.strings().decr("string", 5)).isEqualTo(OptionalLong.of(4));
            assertThat(client.strings().decr("string", 5))
                    .as("never below zero")
                    .isEqualTo(OptionalLong.of(0));
            assertThat(client.strings().decr("none", 1, 100, Memjay.NEVER)).isEqualTo(OptionalLong.of(100));
        }

        @Test
        @Order(15)
        void gets() {
            client.strings().set("key", "value");
            Versioned<String> versioned = client.strings().gets("key");

            assertThat(versioned.value()).isEqualTo("value");
            assertThat(versioned.cas()).isNotZero();
            assertThat(client.strings().gets("none")).isNull();
        }

        @Test
        @Order(16)
        void cas() {
            client.strings().set("key", "value");
            long cas = client.strings().gets("key").cas();

            assertThat(client.strings().cas("key", "new", cas, Duration.ofSeconds(100)))
                    .isEqualTo(CasResult.STORED);
            assertThat(client.strings().cas("key", "newer", cas)).isEqualTo(CasResult.EXISTS);
            assertThat(client.strings().get("key")).isEqualTo("new");
            assertThat(client.strings().inspect("key").orElseThrow().ttl()).isPresent();
            assertThat(client.strings().cas("none", "new", cas)).isEqualTo(CasResult.NOT_FOUND);
        }

        @Test
        @Order(17)
        void delete() {
            client.strings().set("key", "value");

            assertThat(client.strings().delete("key")).isTrue();
            assertThat(client.strings().delete("key")).isFalse();
        }

        @Test
        @Order(18)
        void deleteMulti() {
            client.strings().setAll(Map.of("a", "1", "b", "2", "prefix:a", "3"));

            assertThat(client.strings().deleteAll(List.of("a", "b")).done())
                    .as("all")
                    .containsExactly("a", "b");
            assertThat(client.strings()
                            .withPrefix("prefix:")
                            .deleteAll(List.of("a", "b"))
                            .done())
                    .as("not all; which ones is told instead of False")
                    .containsExactly("a");
        }

        @Test
        @Order(19)
        void touch() {
            client.strings().set("key", "value");

            assertThat(client.strings().touch("key", Duration.ofSeconds(100))).isTrue();
            assertThat(client.strings().inspect("key").orElseThrow().ttl()).isPresent();
            assertThat(client.strings().touch("none", Duration.ofSeconds(100))).isFalse();
        }

        @Test
        @Order(20)
        void disconnectAll() {
            client.strings().set("key", "value");
            client.admin().disconnectAll();

            assertThat(client.strings().get("key"))
                    .as("connects again by itself")
                    .isEqualTo("value");
        }

        @Test
        @Order(21)
        void flushAll() {
            client.strings().set("key", "value");

            assertThat(client.admin().flushAll()).as("nodes that failed").isEmpty();
            assertThat(client.strings().get("key")).isNull();
        }

        @Test
        @Order(22)
        void getStats() {
            Map<Node, Stats> stats = client.admin().stats().results();

            assertThat(stats.keySet()).extracting(Node::toString).containsExactly(server.address());
            Stats first = stats.values().iterator().next();
            assertThat(first.text("version")).isPresent();
            assertThat(first.number("curr_connections").orElseThrow()).isPositive();
            assertThat(first.text("no such statistic")).isEmpty();
        }

        @Test
        @Order(23)
        void serialize() {
            // Bytes and flags are what a codec makes: the same bytes under other flags are another object.
            Codec<Object> objects = Codec.objects();
            assertThat(objects.encode("1")).isNotEqualTo(objects.encode(1));
            assertThat(objects.encode("1").data()).isEqualTo(objects.encode(1).data());
            // Where bytes tell values apart by themselves, the flags may be a constant.
            Codec<Foo> json = JacksonCodec.of(Foo.class);
            assertThat(json.encode(new Foo("a")).flags())
                    .isEqualTo(json.encode(new Foo("b")).flags());
        }

        @Test
        @Order(24)
        void deserialize() {
            // CacheMiss, for values of another version of the program
            Codec<String> versioned = Codec.strings()
                    .map(
                            text -> {
                                if (!text.startsWith("v2 ")) {
                                    throw new CacheMissException("an old format");
                                }
                                return text.substring(3);
                            },
                            value -> "v2 " + value);
            Keyspace<String, String> values = client.keyspace(versioned);
            client.strings().set("old", "v1 value");
            values.set("new", "value");

            assertThat(values.get("old")).isNull();
            assertThat(values.get("new")).isEqualTo("value");
            assertThat(values.getAll(List.of("old", "new"))).isEqualTo(Map.of("new", "value"));
        }

        @Test
        @Order(25)
        void behaviors() {
            // libmemcached's behaviors are settings here, each with its value and where it came from.
            assertThat(client.settings())
                    .extracting(info -> info.name())
                    .contains(
                            "noDelay",
                            "timeout",
                            "connectTimeout",
                            "placement",
                            "namespace",
                            "hashNamespace",
                            "keepAlive");
        }
    }
}
