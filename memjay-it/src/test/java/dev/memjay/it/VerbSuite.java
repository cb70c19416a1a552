package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.model.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * Every verb with its edges. The subclasses run it on each kind of server, through each protocol, blocking and
 * asynchronous: whatever passes here is true of all of them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VerbSuite implements ReadVerbs, WriteVerbs, BulkVerbs, CountVerbs, ViewVerbs, FailureVerbs {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final int LONGEST_KEY = 250;

    private final boolean isReal;
    private final String protocol;
    private final boolean isAsync;

    private TestServer server;
    private Memjay memjay;
    private Memjay plain;
    private Memjay down;
    private Memjay half;
    private String prefix = "";

    VerbSuite(boolean isReal, String protocol, boolean isAsync) {
        this.isReal = isReal;
        this.protocol = protocol;
        this.isAsync = isAsync;
    }

    @BeforeAll
    void open() {
        server = isReal ? TestServer.real() : TestServer.embedded();
        String refusing = "127.0.0.1:" + refusingPort();
        memjay = Memjay.builder().servers(server.address()).protocol(protocol).build();
        plain = Memjay.connect("memcached://" + server.address());
        down = Memjay.builder().servers(refusing).protocol(protocol).build();
        half = Memjay.builder()
                .servers(server.address(), refusing)
                .protocol(protocol)
                .build();
    }

    @AfterAll
    void close() {
        assertThat(memjay.metrics().rescues()).isZero();
        assertThat(memjay.metrics().nodes())
                .extracting(Metrics.OfNode::disconnects)
                .containsExactly(0L);
        memjay.close();
        plain.close();
        down.close();
        half.close();
        server.close();
    }

    @BeforeEach
    void takeFreshKeys() {
        prefix = "test" + TESTS.incrementAndGet() + ":";
    }

    @Override
    public Keyspace<String, String> texts() {
        return flavoured(memjay.strings().prefixed(prefix));
    }

    @Override
    public boolean isMeta() {
        return protocol.equals("meta");
    }

    @Override
    public Keyspace<String, Encoded> stored() {
        return plain.keyspace(Codec.encoded()).prefixed(prefix);
    }

    @Override
    public Keyspace<String, String> unreachable() {
        return flavoured(down.strings());
    }

    @Override
    public Keyspace<String, String> halfUnreachable() {
        return flavoured(half.strings().prefixed(prefix));
    }

    @Override
    public String longestKey() {
        return "k".repeat(LONGEST_KEY - prefix.length());
    }

    private <K, V> Keyspace<K, V> flavoured(Keyspace<K, V> keyspace) {
        return isAsync ? new JoinedKeyspace<>(keyspace) : keyspace;
    }

    /** A port on which nobody listens. */
    private static int refusingPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
