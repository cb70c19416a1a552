package dev.memjay.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program takes the generation as known for an hour, another one clears the cache in the meantime: what the first writes and
 * evicts is not in the generation that only it still reads.
 */
@WithMemcached
@ParameterizedClass
@ValueSource(booleans = {true, false})
class KnownGenerationsTest {
    private static final MethodValue LATER = new MethodValue(String.class, true);

    /** Whether the generation is known because of near copies. */
    @Parameter
    private boolean hasNearCopies;

    private Memjay ours;
    private Memjay theirs;
    private MemjayCache cache;
    private MemjayCache other;

    @BeforeEach
    void open(Memcached memcached) {
        String uri = "memcached://" + memcached.address() + "?timeout=60s&connectTimeout=60s";
        ours = Memjay.create(uri);
        theirs = Memjay.create(uri);
        cache = cache(
                ours,
                of -> hasNearCopies ? of.near(100, Duration.ofHours(1)) : of.generationMaxAge(Duration.ofHours(1)));
        other = cache(theirs, of -> of);
        cache.put("k", "first");
        assertThat(cache.get("k").get()).isEqualTo("first");
        other.clear();
        other.put("k", "second");
    }

    private static MemjayCache cache(Memjay memjay, UnaryOperator<MemjayCacheConfiguration> configuration) {
        return (MemjayCache) MemjayCacheManager.builder(memjay)
                .defaults(configuration)
                .build()
                .getCache("things");
    }

    @AfterEach
    void close() {
        ours.close();
        theirs.close();
    }

    @Test
    void aClearOfOthersMayGoUnseenByReads() {
        assertThat(cache.get("k").get()).isEqualTo("first");
    }

    @Test
    void anEvictionReachesWhatOthersRead() {
        cache.evict("k");

        assertThat(other.get("k")).isNull();
        assertThat(cache.get("k")).isNull();
    }

    @Test
    void anEvictionThatAsksForAnAnswerToo() {
        assertThat(cache.evictIfPresent("k")).isTrue();

        assertThat(other.get("k")).isNull();
        assertThat(cache.get("k")).isNull();
        assertThat(cache.evictIfPresent("k")).isFalse();
    }

    @Test
    void aValueReachesOthersAndIsReadHere() {
        cache.put("k", "third");

        assertThat(other.get("k").get()).isEqualTo("third");
        assertThat(cache.get("k").get()).isEqualTo("third");
    }

    @Test
    void whatOthersStoredIsInTheWayOfPutIfAbsent() {
        assertThat(cache.putIfAbsent("k", "third").get()).isEqualTo("second");
        assertThat(cache.putIfAbsent("other", "third")).isNull();
        assertThat(other.get("other").get()).isEqualTo("third");
    }

    @Test
    void theSameWithoutWaiting() {
        MemjayCache view = cache.forInvocation(LATER);
        view.evict("k");
        assertThat(cache.get("k")).isNull();
        assertThat(other.get("k")).isNull();

        other.clear();
        cache.forInvocation(LATER).put("k", "third");
        assertThat(cache.get("k").get()).isEqualTo("third");
        assertThat(other.get("k").get()).isEqualTo("third");
    }

    /** Copies are forgotten by each write of the key, also where the generation stays the same. */
    @Test
    void ownWritesAreSeenAtOnce() {
        for (int i = 0; i < 3; i++) {
            cache.put("k", "v" + i);
            assertThat(cache.get("k").get()).isEqualTo("v" + i);
            cache.forInvocation(LATER).put("k", "w" + i);
            assertThat(cache.get("k").get()).isEqualTo("w" + i);
            cache.evict("k");
            assertThat(cache.get("k")).isNull();
            assertThat(cache.putIfAbsent("k", "x" + i)).isNull();
            assertThat(cache.get("k").get()).isEqualTo("x" + i);
        }
    }
}
