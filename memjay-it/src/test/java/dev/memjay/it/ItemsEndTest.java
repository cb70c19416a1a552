package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times to live around memcached's thirty days and the end of 32-bit time, read back from real memcached. */
class ItemsEndTest {
    private static final Instant LAST = Instant.ofEpochSecond(Integer.MAX_VALUE);
    /** memcached's clock ticks once a second, or later where the machine does much else, and some time passes. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);
    /** By so much memcached's clock may be behind; only a late tick adds to the time that it says is left. */
    private static final Duration AHEAD = Duration.ofSeconds(3);

    private static TestServer server;
    private static Memjay memjay;

    @BeforeAll
    static void open() {
        server = TestServer.real();
        memjay = Patient.create("memcached://" + server.address());
    }

    @AfterAll
    static void close() {
        memjay.close();
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PT0.001S",
                "PT1M",
                "P29DT23H59M59.5S",
                "P30D",
                "P30DT0.001S",
                "P30DT1S",
                "P31D",
                "P4015D",
                "P4380D",
                "P36500D",
                "NEVER"
            })
    void isReadBack(String text) {
        Duration ttl = text.equals("NEVER") ? Memjay.NEVER : Duration.parse(text);
        Keyspace<String, String> texts = memjay.strings();
        texts.set("set", "value", ttl);
        assertThat(ttlOf("set", ttl)).isTrue();
        texts.set("touched", "value");
        texts.touch("touched", ttl);
        assertThat(ttlOf("touched", ttl)).isTrue();
        texts.set("gat", "value");
        texts.gat("gat", ttl);
        assertThat(ttlOf("gat", ttl)).isTrue();
        texts.delete("counter");
        texts.incr("counter", 1, 1, ttl);
        assertThat(ttlOf("counter", ttl)).isTrue();
        texts.withTtl(ttl).setAll(Map.of("bulk", "value"));
        assertThat(ttlOf("bulk", ttl)).isTrue();
        if (ttl.compareTo(TOLERANCE) > 0) {
            assertThat(texts.get("set")).as("it is there").isEqualTo("value");
        }
    }

    private static boolean ttlOf(String key, Duration ttl) {
        if (ttl.compareTo(Duration.ofSeconds(2)) < 0) {
            return memjay.strings()
                    .inspect(key)
                    .map(info -> info.ttl().isPresent())
                    .orElse(true); // it may be over
        }
        Optional<Duration> left = memjay.strings().inspect(key).orElseThrow().ttl();
        Instant now = Instant.now();
        boolean isNever = ttl.getSeconds() > LAST.getEpochSecond() - now.getEpochSecond();
        if (isNever) {
            return left.isEmpty();
        }
        Duration rounded = ttl.getNano() == 0 ? ttl : Duration.ofSeconds(ttl.getSeconds() + 1);
        assertThat(left.orElseThrow()).as(key).isBetween(rounded.minus(TOLERANCE), rounded.plus(AHEAD));
        return true;
    }
}
