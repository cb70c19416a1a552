package dev.memjay.it.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.it.FaultRelay;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.CasResult;
import dev.memjay.model.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real twemproxy, which closes the connection over what it does not know, and that is much. */
class TwemproxyTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private static RealMemcached one;
    private static RealMemcached two;
    private static Twemproxy proxy;

    @BeforeAll
    static void start() {
        one = RealMemcached.start();
        two = RealMemcached.start();
        proxy = Twemproxy.before("127.0.0.1:" + one.port(), "127.0.0.1:" + two.port());
    }

    @AfterAll
    static void stop() {
        proxy.close();
        one.close();
        two.close();
    }

    private static Memjay client(String protocol) {
        Memjay memjay = Memjay.builder()
                .servers(proxy.address())
                .protocol(protocol)
                .timeout(LONG)
                .connectTimeout(LONG)
                .build();
        assertThat(memjay.awaitReady(LONG)).isTrue();
        return memjay;
    }

    private static void hasKeptItsConnection(Memjay memjay) {
        assertThat(memjay.metrics().nodes())
                .extracting(Metrics.OfNode::disconnects)
                .containsExactly(0L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "classic"})
    void theVerbsThatItKnows(String protocol) {
        try (Memjay memjay = client(protocol)) {
            Keyspace<String, String> texts = memjay.strings().withPrefix(protocol + ":");

            assertThat(texts.get("k")).isNull();
            assertThat(texts.set("k", "value")).isTrue();
            assertThat(texts.add("k", "other")).isFalse();
            assertThat(texts.get("k")).isEqualTo("value");
            assertThat(texts.append("k", "!")).isTrue();
            long cas = texts.gets("k").cas();
            assertThat(texts.cas("k", "new", cas)).isEqualTo(CasResult.STORED);
            assertThat(texts.cas("k", "newer", cas)).isEqualTo(CasResult.EXISTS);
            assertThat(texts.update("k", value -> value + "est")).isEqualTo("newest");
            assertThat(texts.touch("k", Duration.ofHours(1))).isTrue();
            assertThat(texts.lookup("k").value()).isEqualTo("newest");
            assertThat(texts.set("n", "41")).isTrue();
            assertThat(texts.incr("n")).isEqualTo(OptionalLong.of(42));
            assertThat(texts.delete("n")).isTrue();
            assertThat(texts.delete("n")).isFalse();
            texts.noreply().set("p", "posted");
            assertThat(texts.get("p")).isEqualTo("posted");
            assertThat(memjay.bytes().set("large", new byte[300_000])).isTrue();
            assertThat(memjay.bytes().get("large")).hasSize(300_000);
            hasKeptItsConnection(memjay);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "classic"})
    void bulksOverSeveralServers(String protocol) {
        try (Memjay memjay = client(protocol)) {
            Keyspace<String, String> texts = memjay.strings().withPrefix(protocol + "-bulk:");
            Map<String, String> values = new LinkedHashMap<>();
            for (int i = 0; i < 1200; i++) {
                values.put("key" + i, "value of " + i);
            }
            List<String> asked = new ArrayList<>(values.keySet());
            asked.add(7, "none");

            assertThat(texts.setAll(values).notDone()).isEmpty();
            assertThat(texts.getAll(asked)).isEqualTo(values);
            assertThat(texts.getsAll(asked)).hasSize(values.size());
            assertThat(texts.touchAll(asked, Duration.ofHours(1)).done()).hasSize(values.size());
            assertThat(texts.deleteAll(asked).done()).isEqualTo(values.keySet());
            hasKeptItsConnection(memjay);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "classic"})
    void whatItDoesNotKnowIsRefusedBeforeItIsSent(String protocol) {
        try (Memjay memjay = client(protocol)) {
            Keyspace<String, String> texts = memjay.strings();

            assertThatThrownBy(() -> texts.gat("k", Duration.ofHours(1)))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("get and touch would do");
            assertThatThrownBy(() -> texts.inspect("k"))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("meta");
            assertThatThrownBy(() -> memjay.admin().stats(memjay.nodes().get(0)))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("servers behind it");
            assertThat(memjay.admin().flushAll().values())
                    .hasOnlyElementsOfType(UnsupportedByServerException.class)
                    .hasSize(1);
            assertThat(memjay.ping().failed()).isEmpty();
            assertThatThrownBy(() -> memjay.bytes().set("large", new byte[2 << 20]))
                    .isInstanceOf(ValueTooLargeException.class);
            hasKeptItsConnection(memjay);
        }
    }

    /** It hands on the version of the server behind it, so that nothing tells but what it does not understand. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAddressThatLeadsToItFromOneDayOn(boolean startsWithAWrite) {
        try (FaultRelay relay = FaultRelay.to(one.port());
                Memjay memjay = Memjay.builder()
                        .servers("127.0.0.1:" + relay.port())
                        .timeout(LONG)
                        .connectTimeout(LONG)
                        .build()) {
            Keyspace<String, String> texts = memjay.strings().withPrefix("moved:");
            texts.set("k", "value");
            assertThat(texts.inspect("k")).isPresent();

            relay.leadTo(proxy.port()).cut();
            int lost = 0;
            while (!isServed(() -> startsWithAWrite ? texts.set("k", "new") : texts.get("none"))) {
                lost++; // each connection may lose one
            }
            assertThat(lost).isLessThanOrEqualTo(2);
            assertThat(texts.set("k", "new")).isTrue();
            assertThat(texts.get("k")).isEqualTo("new");
            assertThatThrownBy(() -> texts.inspect("k"))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("classic");
        }
    }

    private static boolean isServed(Supplier<?> call) {
        try {
            call.get();
            return true;
        } catch (ConnectionException e) {
            return false;
        }
    }
}
