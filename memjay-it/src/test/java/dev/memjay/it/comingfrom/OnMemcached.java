package dev.memjay.it.comingfrom;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** One real memcached for a class of tests, empty before each, and a patient client of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnMemcached {
    /** Far more than a call takes on a busy machine. */
    static final Duration PATIENCE = Duration.ofSeconds(20);

    static final Duration HOUR = Duration.ofHours(1);

    /** A server that is never there: connecting to it fails at once. */
    static final String NOWHERE = "/nowhere/memcached.sock";

    RealMemcached server;
    Memjay memjay;
    Keyspace<String, String> texts;
    /** Bytes and flags as they lie in memcached. */
    Keyspace<String, Encoded> raw;

    @BeforeAll
    void start() {
        server = RealMemcached.start();
        memjay = builder().build();
        texts = memjay.strings();
        raw = memjay.keyspace(Codec.encoded());
    }

    @AfterAll
    void stop() {
        memjay.close();
        server.close();
    }

    @BeforeEach
    void empty() {
        memjay.admin().flushAll(node());
    }

    final Node node() {
        return memjay.nodes().get(0);
    }

    final MemjayBuilder builder() {
        return to(server.address());
    }

    static MemjayBuilder to(String... servers) {
        return Memjay.builder().servers(servers).timeout(PATIENCE).connectTimeout(PATIENCE);
    }

    static String setting(Memjay client, String name) {
        return client.settings().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    /** How many bytes a client has handed to its sockets. */
    static long written(Memjay client) {
        return client.metrics().nodes().stream()
                .mapToLong(of -> of.bytesWritten())
                .sum();
    }

    final Duration ttl(String key) {
        return raw.inspect(key).orElseThrow().ttl().orElse(Memjay.NEVER);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
