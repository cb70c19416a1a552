package dev.memjay.it.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.it.Patient;
import dev.memjay.junit.Memcached;
import dev.memjay.junit.WithMemcached;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;

/** A Spring application's cache, by what Spring's documents promise of one. */
@WithMemcached
class SpringCachesTest {
    private Memjay memjay;
    private Cache users;

    @BeforeEach
    void open(Memcached memcached) {
        memjay = Patient.create("memcached://" + memcached.address());
        users = new SpringCaches(memjay, Codec.objects(), Duration.ofMinutes(10)).getCache("users");
    }

    @AfterEach
    void close() {
        memjay.close();
    }

    @Test
    void keepsValuesAndNulls() {
        users.put(42, "Ann");
        users.put("nobody", null);

        assertThat(users.get(42).get()).isEqualTo("Ann");
        assertThat(users.get(42, String.class)).isEqualTo("Ann");
        assertThat(users.get("nobody").get()).isNull();
        assertThat(users.get("never")).isNull();
        assertThatThrownBy(() -> users.get(42, Integer.class)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void loadsOnceAndSaysWhatFailed() {
        AtomicInteger loads = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            assertThat(users.get("k", () -> "v" + loads.incrementAndGet())).isEqualTo("v1");
            assertThat(users.<Object>get("none", () -> null)).isNull();
        }
        assertThatThrownBy(() -> users.get("bad", () -> {
                    throw new java.io.IOException("no database");
                }))
                .isInstanceOf(Cache.ValueRetrievalException.class)
                .hasRootCauseMessage("no database");
    }

    @Test
    void retrievesWithoutWaiting() {
        assertThat(users.retrieve("k").join()).isNull();
        assertThat(users.retrieve("k", () -> CompletableFuture.completedFuture("v"))
                        .join())
                .isEqualTo("v");
        assertThat(((Cache.ValueWrapper) users.retrieve("k").join()).get()).isEqualTo("v");
    }

    @Test
    void putsOnlyWhatIsAbsent() {
        assertThat(users.putIfAbsent("k", "first")).isNull();
        assertThat(users.putIfAbsent("k", "second").get()).isEqualTo("first");
    }

    @Test
    void evictsAndClears() {
        users.put("a", "1");
        users.put("b", "2");

        assertThat(users.evictIfPresent("a")).isTrue();
        assertThat(users.evictIfPresent("a")).isFalse();
        users.clear();
        assertThat(users.get("b")).isNull();
        users.put("b", "3");
        assertThat(users.get("b").get()).isEqualTo("3");
    }
}
