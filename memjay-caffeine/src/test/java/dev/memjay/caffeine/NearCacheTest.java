package dev.memjay.caffeine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.NearMetrics;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What local copies may hide, and for how long. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class NearCacheTest {
    private static final Duration AGE = Duration.ofSeconds(5);

    @Parameter
    boolean real;

    private ServerAndClient server;
    private Memjay memjay;
    private Keyspace<String, String> behind;
    private final AtomicLong nanos = new AtomicLong();
    private NearCache<String, String> near;

    @BeforeEach
    void connect() {
        server = ServerAndClient.start(real);
        memjay = server.memjay();
        behind = memjay.strings();
        near = NearCache.of(behind, NearPolicy.of(100, AGE), nanos::get);
    }

    @AfterEach
    void close() throws Exception {
        server.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void aCopyIsServedUntilItReachesItsAgeAndNotLonger() {
        behind.set("k", "old");
        assertThat(near.get("k")).isEqualTo("old");
        behind.set("k", "new");
        pass(AGE.minusNanos(1));
        assertThat(near.get("k")).isEqualTo("old");
        assertThat(server.calls(Verb.LOOKUP)).isEqualTo(1);
        pass(Duration.ofNanos(1));
        assertThat(near.get("k")).isEqualTo("new");
    }

    @Test
    void hitsMissesAndEvictionsAreCountedOnceForEachKey() throws Exception {
        behind.setAll(Map.of("a", "1", "b", "2"));
        near.get("a");
        near.get("a");
        near.withPrefix("").getOrDefault("a", "none");
        near.async().get("a").get();
        near.getAll(List.of("a", "b", "none", "b"));
        near.getOrCompute("a", key -> "not loaded");
        pass(AGE);
        near.get("a");
        near.set("a", "not a read");
        assertThat(near.metrics()).isEqualTo(new NearMetrics(5, 4, 0, 0));

        NearCache<String, String> small = NearCache.of(behind, NearPolicy.of(10, AGE), nanos::get);
        for (int i = 0; i < 100; i++) {
            behind.set("k" + i, "v");
            small.get("k" + i);
        }
        assertThat(small.metrics().size()).isLessThanOrEqualTo(10);
        assertThat(small.metrics().evictions()).isEqualTo(100 - small.metrics().size());
    }

    @Test
    void ownWritesAreSeenAtOnce() {
        near.set("k", "1");
        assertThat(near.get("k")).isEqualTo("1");
        near.set("k", "2");
        assertThat(near.get("k")).isEqualTo("2");
        near.update("k", text -> text + "3");
        assertThat(near.get("k")).isEqualTo("23");
        near.delete("k");
        assertThat(near.get("k")).isNull();
    }

    @Test
    void aValueReadBeforeOnesOwnWriteIsNotKept() {
        behind.set("k", "old");
        NearCache<String, String> racing = NearCache.of(
                memjay.keyspace(Codec.strings()
                        .map(
                                text -> {
                                    if (text.equals("old")) {
                                        near.set("k", "new"); // while the old value is on its way to the reader
                                    }
                                    return text;
                                },
                                text -> text)),
                NearPolicy.of(100, AGE),
                nanos::get);
        near = racing;
        assertThat(racing.get("k")).isEqualTo("old");
        assertThat(racing.get("k")).isEqualTo("new");
    }

    @Test
    void severalAreReadInOneCall() {
        behind.setAll(Map.of("a", "1", "b", "2"));
        near.get("a");
        assertThat(near.getAll(List.of("b", "a", "c")).entrySet())
                .extracting(Object::toString)
                .containsExactly("b=2", "a=1");
        behind.deleteAll(List.of("a", "b"));
        assertThat(near.getAll(List.of("a", "b"))).hasSize(2);
        pass(AGE);
        assertThat(near.getAll(List.of("a", "b"))).isEmpty();
    }

    /** A hundred copies of 60 KB are 6 MB: with 1 MiB for all, 17 of them at most are kept. */
    @Test
    void copiesAreBoundedByTheirBytes() {
        Keyspace<String, byte[]> bytes = memjay.keyspace(Codec.bytes());
        Keyspace<String, Encoded> encoded = memjay.keyspace(Codec.encoded());
        Keyspace<String, StringBuilder> others =
                memjay.keyspace(Codec.strings().map(StringBuilder::new, StringBuilder::toString));
        for (int i = 0; i < 100; i++) {
            bytes.set("k" + i, new byte[60_000]);
        }
        for (Keyspace<String, ?> keyspace : List.of(bytes, encoded, others, memjay.strings())) {
            NearCache<String, ?> bounded = NearCache.of(
                    keyspace,
                    NearPolicy.of(100, AGE).maxBytes(1 << 20).revalidatedFor(Duration.ofMinutes(1)),
                    nanos::get);
            for (int i = 0; i < 100; i++) {
                assertThat((Object) bounded.get("k" + i)).isNotNull();
            }
            assertThat(bounded.size()).isBetween(1L, 17L);
        }
        NearCache<String, byte[]> small =
                NearCache.of(bytes, NearPolicy.of(100, AGE).maxBytes(64 << 10), nanos::get);
        bytes.set("large", new byte[70_000]);
        assertThat(small.get("large")).hasSize(70_000);
        assertThat(small.size()).isZero();
    }

    @Test
    void shortCopiesAreBoundedByTheirNumber() {
        near = NearCache.of(behind, NearPolicy.of(10, AGE).maxBytes(64 << 10), nanos::get);
        for (int i = 0; i < 50; i++) {
            behind.set("k" + i, "v");
            near.get("k" + i);
        }
        assertThat(near.size()).isBetween(1L, 10L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearPolicy.of(10, AGE).maxBytes(1))
                .withMessage("maxBytes is 1; it has to be 65536 or more");
        assertThat(NearPolicy.of(10, AGE))
                .asString()
                .contains("maxBytes=" + Runtime.getRuntime().maxMemory() / 4);
    }

    @Test
    void anAgedCopyIsAskedForByItsCasNumberAlone() {
        near = NearCache.of(behind, NearPolicy.of(100, AGE).revalidatedFor(Duration.ofMinutes(1)), nanos::get);
        behind.set("k", "v");
        near.get("k");
        pass(AGE);
        assertThat(near.get("k")).isEqualTo("v");
        assertThat(server.calls(Verb.LOOKUP)).isEqualTo(1);
        assertThat(server.calls(Verb.INSPECT)).isEqualTo(1);
        near.get("k");
        assertThat(server.calls(Verb.INSPECT)).as("as good as new").isEqualTo(1);

        behind.set("k", "w");
        pass(AGE);
        assertThat(near.get("k")).isEqualTo("w");
    }

    @Test
    void whereItemsHaveNoCasNumbersAnAgedCopyIsReadAnew() throws Exception {
        try (ServerAndClient without = ServerAndClient.startWithoutCas()) {
            Keyspace<String, String> texts = without.memjay().strings();
            near = NearCache.of(texts, NearPolicy.of(100, AGE).revalidatedFor(Duration.ofMinutes(1)), nanos::get);
            texts.set("k", "old");
            assertThat(near.get("k")).isEqualTo("old");
            assertThat(near.async().get("k").join()).isEqualTo("old");
            texts.set("k", "new");
            pass(AGE);
            assertThat(near.get("k")).isEqualTo("new");
            texts.set("k", "newer");
            pass(AGE);
            assertThat(near.async().get("k").join()).isEqualTo("newer");
            texts.delete("k");
            pass(AGE);
            assertThat(near.get("k")).isNull();
            assertThat(near.getOrCompute("k", key -> "loaded")).isEqualTo("loaded");
        }
    }

    @Test
    void onlyHotItemsAreKeptIfWished() {
        near = NearCache.of(behind, NearPolicy.of(100, AGE).hotOnly(Duration.ofMinutes(1)), nanos::get);
        behind.set("k", "v");
        near.get("k");
        assertThat(near.size()).isZero();
        near.get("k");
        assertThat(near.size()).isEqualTo(1);
    }

    @Test
    void copiesAreBounded() {
        for (int i = 0; i < 300; i++) {
            behind.set("k" + i, "v");
            near.get("k" + i);
        }
        assertThat(near.size()).isLessThanOrEqualTo(100);
        near.forgetAll();
        assertThat(near.size()).isZero();
    }

    @Test
    void missesAreLoadedAndInvalidatedValuesAreNotKept() {
        assertThat(near.getOrCompute("k", key -> "loaded", LoadPolicy.standard()))
                .isEqualTo("loaded");
        assertThat(near.get("k")).isEqualTo("loaded");
        near.invalidate("k", Duration.ofMinutes(1));
        assertThat(near.get("k")).isEqualTo("loaded");
        assertThat(near.size()).isZero();
        near.forget("k");
    }

    @Test
    void policiesAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> NearPolicy.of(0, AGE));
        assertThatIllegalArgumentException().isThrownBy(() -> NearPolicy.of(1, Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearPolicy.of(1, AGE).revalidatedFor(AGE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NearPolicy.of(1, AGE).hotOnly(Duration.ofMillis(10)));
    }
}
