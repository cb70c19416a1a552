package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.it.DisguisedServer.Guise;
import dev.memjay.it.SuiteServer.Transport;
import dev.memjay.model.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every verb with its edges, on each kind of server, by each transport, through each protocol, blocking and asynchronous:
 * whatever passes here is true of all of them. Prints what ran.
 */
@ParameterizedClass
@MethodSource("setups")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllVerbsTest implements ReadVerbs, WriteVerbs, BulkVerbs, CountVerbs, ViewVerbs, FailureVerbs {
    private static final AtomicInteger TESTS = new AtomicInteger();
    private static final Map<String, AtomicInteger> RAN = new ConcurrentSkipListMap<>();
    /** The oldest release that speaks all of meta as newer ones do. */
    private static final int NO_OLDER_THAN = 18;

    private static final int FIRST_WITH_BINARY_KEYS = 10;
    private static final int MAX_KEY = 250;
    private static final int MAX_BY_UDP = 1_100;
    private static final int MAX_READ_BY_UDP = 65_536;

    @Parameter
    private Setup setup;

    private SuiteServer server;
    private Memjay memjay;
    private Memjay plain;
    private Memjay down;
    private Memjay half;
    private String prefix = "";

    /** What a run of the suite is for. */
    record Setup(boolean isReal, Transport transport, Spoken spoken, boolean isAsync, Guise guise) {
        Setup(boolean isReal, Transport transport, Spoken spoken, boolean isAsync) {
            this(isReal, transport, spoken, isAsync, Guise.NONE);
        }

        @Override
        public String toString() {
            return (isReal ? "memcached" : "memjay-server") + (guise == Guise.NONE ? "" : " as " + guise.version())
                    + ", " + transport + ", " + spoken + (isAsync ? ", asynchronous" : "");
        }
    }

    /** Asynchronous verbs differ above the transport, and what auto finds is tried with all the rest. */
    static List<Setup> setups() {
        List<Setup> setups = new ArrayList<>();
        for (boolean isReal : new boolean[] {true, false}) {
            for (Transport transport : Transport.values()) {
                if (isReal && transport == Transport.TLS && !InstalledMemcached.speaksTls()) {
                    continue;
                }
                for (Spoken spoken : Spoken.values()) {
                    if (spoken != Spoken.AUTO || transport == Transport.TCP) {
                        setups.add(new Setup(isReal, transport, spoken, false));
                    }
                    if (spoken != Spoken.AUTO && transport == Transport.TCP) {
                        setups.add(new Setup(isReal, transport, spoken, true));
                    }
                }
            }
        }
        if (InstalledMemcached.isBefore(NO_OLDER_THAN)) {
            return setups; // there is nothing to take from it for a disguise
        }
        for (Spoken spoken : List.of(Spoken.AUTO, Spoken.META)) {
            setups.add(new Setup(true, Transport.TCP, spoken, false, Guise.V1_6_17));
            setups.add(new Setup(true, Transport.TCP, spoken, false, Guise.V1_6_12));
            setups.add(new Setup(true, Transport.TCP, spoken, false, Guise.V1_6_6));
        }
        for (Spoken spoken : List.of(Spoken.AUTO, Spoken.CLASSIC)) {
            setups.add(new Setup(true, Transport.TCP, spoken, false, Guise.MCROUTER));
        }
        return setups;
    }

    @BeforeParameterizedClassInvocation
    void open() {
        server = SuiteServer.start(setup.isReal(), setup.transport(), setup.guise());
        String refusing = "127.0.0.1:" + Ports.free();
        String protocol = setup.spoken().toString();
        memjay = server.client().protocol(protocol).build();
        plain = server.plainClient().build();
        down = Memjay.builder()
                .servers(setup.transport().spelled(refusing))
                .protocol(protocol)
                .build();
        half = server.client(refusing).protocol(protocol).build();
    }

    @AfterParameterizedClassInvocation
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

    @AfterAll
    static void printWhatRan() {
        StringBuilder matrix = new StringBuilder("The suite of verbs ran on, by and through:\n");
        RAN.forEach((name, count) -> matrix.append(String.format("  %4d tests: %s%n", count.get(), name)));
        System.out.print(matrix);
    }

    @BeforeEach
    void takeFreshKeys() {
        prefix = "test" + TESTS.incrementAndGet() + ":";
    }

    @AfterEach
    void count() {
        RAN.computeIfAbsent(setup.toString(), name -> new AtomicInteger()).incrementAndGet();
    }

    @Override
    public Keyspace<String, String> texts() {
        return flavoured(memjay.strings().withPrefix(prefix));
    }

    @Override
    public Spoken spoken() {
        return setup.guise() == Guise.MCROUTER ? Spoken.CLASSIC : setup.spoken();
    }

    @Override
    public boolean takesBinaryKeys() {
        boolean isDraft =
                setup.guise().isDraft() || setup.isReal() && InstalledMemcached.isBefore(FIRST_WITH_BINARY_KEYS);
        return !spoken().isClassic() && (spoken() == Spoken.BINARY || !isDraft);
    }

    @Override
    public boolean tellsItsLimits() {
        return setup.guise() != Guise.MCROUTER;
    }

    /** What is written has to fit into a datagram. */
    @Override
    public int largestWrite() {
        return isUdp() ? MAX_BY_UDP : Integer.MAX_VALUE;
    }

    /** The datagrams of a reply come all at once, and the kernel drops those that its buffer has no room for. */
    @Override
    public int largestRead() {
        if (!isUdp()) {
            return Integer.MAX_VALUE;
        }
        // Older ones drop the end of a reply of 64 KiB.
        return setup.isReal() && InstalledMemcached.isBefore(NO_OLDER_THAN) ? MAX_READ_BY_UDP / 2 : MAX_READ_BY_UDP;
    }

    @Override
    public boolean keepsOrder() {
        return !isUdp();
    }

    private boolean isUdp() {
        return setup.transport() == Transport.UDP;
    }

    @Override
    public Keyspace<String, Encoded> stored() {
        return plain.keyspace(Codec.encoded()).withPrefix(prefix);
    }

    @Override
    public Keyspace<String, String> unreachable() {
        return flavoured(down.strings());
    }

    @Override
    public Keyspace<String, String> halfUnreachable() {
        return flavoured(half.strings().withPrefix(prefix));
    }

    @Override
    public String longestKey() {
        return "k".repeat(MAX_KEY - prefix.length());
    }

    private <K, V> Keyspace<K, V> flavoured(Keyspace<K, V> keyspace) {
        return setup.isAsync() ? new JoinedKeyspace<>(keyspace) : keyspace;
    }
}
