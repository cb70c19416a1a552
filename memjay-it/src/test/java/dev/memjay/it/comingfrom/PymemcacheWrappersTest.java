package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.combine.Fallback;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.it.Soon;
import dev.memjay.model.CasResult;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** FallbackClient, MockMemcacheClient and ObjectPool. */
class PymemcacheWrappersTest extends OnMemcached {
    private MemcachedServer mock;
    private Memjay mocked;
    private Keyspace<String, String> mocks;

    @BeforeAll
    void startEmbedded() {
        mock = MemcachedServer.start();
        mocked = to(mock.address()).build();
        mocks = mocked.strings();
    }

    @AfterAll
    void stopEmbedded() {
        mocked.close();
        mock.close();
    }

    /** MockMemcacheClient's {@code clear()}. */
    @BeforeEach
    void clear() {
        mocked.admin().flushAll(mocked.nodes().get(0));
    }

    // ---- FallbackClient: the embedded server before the real one

    private Keyspace<String, String> chain() {
        return Fallback.of(List.of(mocks, texts));
    }

    @Test
    void fallbackReads() {
        texts.set("old", "1");
        mocks.set("new", "2");
        assertThat(chain().get("old")).isEqualTo("1");
        assertThat(chain().get("new")).isEqualTo("2");
        assertThat(chain().get("none")).isNull();
    }

    @Test
    void fallbackReadsOfMany() {
        texts.set("old", "1");
        mocks.set("new", "2");
        assertThat(chain().getAll(List.of("old", "new", "none")))
                .as("of both, and not of the first that has any")
                .isEqualTo(Map.of("old", "1", "new", "2"));
        assertThat(chain().getAll(List.of("none"))).isEmpty();
    }

    @Test
    void fallbackGetsAsksTheFirstAlone() {
        texts.set("old", "1");
        mocks.set("new", "2");
        assertThat(chain().gets("old"))
                .as("its number would mean nothing to the first")
                .isNull();
        assertThat(chain().getsAll(List.of("old", "new"))).containsOnlyKeys("new");
        assertThat(chain().cas("new", "3", chain().gets("new").cas())).isEqualTo(CasResult.STORED);
    }

    @Test
    void fallbackStores() {
        chain().set("key", "1");
        assertThat(chain().add("key", "2")).isFalse();
        assertThat(chain().replace("key", "3")).isTrue();
        assertThat(mocks.get("key")).isEqualTo("3");
        assertThat(texts.get("key")).isNull();
    }

    @Test
    void fallbackJoins() {
        texts.set("key", "x");
        mocks.set("key", "b");
        assertThat(chain().append("key", "c")).isTrue();
        assertThat(chain().prepend("key", "a")).isTrue();
        assertThat(mocks.get("key")).isEqualTo("abc");
        assertThat(texts.get("key")).isEqualTo("x");
    }

    @Test
    void fallbackDeletesAndTouches() {
        texts.set("key", "old");
        mocks.set("key", "new");
        assertThat(chain().touch("key", Duration.ofHours(1))).isTrue();
        assertThat(chain().delete("key")).isTrue();
        assertThat(chain().delete("key")).as("gone from the first").isFalse();
        assertThat(chain().get("key")).as("and served by the second").isEqualTo("old");
    }

    @Test
    void fallbackCounts() {
        mocks.set("key", "5");
        assertThat(chain().incr("key", 2)).isEqualTo(OptionalLong.of(7));
        assertThat(chain().decr("key", 3)).isEqualTo(OptionalLong.of(4));
        texts.set("other", "5");
        assertThat(chain().incr("other")).isEmpty();
    }

    @Test
    void fallbackWithoutReply() {
        chain().noreply().set("key", "value");
        assertThat(mocks.get("key")).isEqualTo("value");
    }

    @Test
    void fallbackLeavesItsClientsToTheirOwner() {
        texts.set("key", "value");
        mocked.admin().flushAll(mocked.nodes().get(0));
        assertThat(texts.get("key")).as("each client is flushed by itself").isEqualTo("value");
        assertThat(mocked.admin().stats().results()).hasSize(1);
    }

    // ---- MockMemcacheClient: the embedded server

    @Test
    void mockStores() {
        assertThat(mocks.set("key", "1")).isTrue();
        assertThat(mocks.add("key", "2")).isFalse();
        assertThat(mocks.replace("key", "3")).isTrue();
        assertThat(mocks.get("key")).isEqualTo("3");
    }

    @Test
    void mockJoins() {
        mocks.set("key", "b");
        assertThat(mocks.append("key", "c")).isTrue();
        assertThat(mocks.prepend("key", "a")).isTrue();
        assertThat(mocks.get("key")).isEqualTo("abc");
    }

    @Test
    void mockManyAtOnce() {
        assertThat(mocks.setAll(Map.of("a", "1", "b", "2")).notDone()).isEmpty();
        assertThat(mocks.getAll(List.of("a", "b"))).hasSize(2);
        assertThat(mocks.deleteAll(List.of("a", "none")).done()).containsExactly("a");
    }

    @Test
    void mockComparesAndSets() {
        mocks.set("key", "1");
        assertThat(mocks.cas("key", "2", mocks.gets("key").cas())).isEqualTo(CasResult.STORED);
    }

    @Test
    void mockCounts() {
        mocks.set("key", "7");
        assertThat(mocks.incr("key", 3)).isEqualTo(OptionalLong.of(10));
        assertThat(mocks.decr("key", 20)).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void mockExpiresByAClockOfItsOwn() {
        mocks.set("key", "value", Duration.ofHours(1));
        assertThat(mocks.touch("key", Duration.ofHours(2))).isTrue();
        mock.clock().advance(Duration.ofHours(3));
        Soon.until(() -> mocks.get("key") == null);
    }

    @Test
    void mockChecksKeys() {
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> mocks.get("a key"));
        assertThat(mocks.delete("none")).isFalse();
    }

    @Test
    void mockClears() {
        mocks.set("key", "value");
        clear();
        assertThat(mocks.get("key")).isNull();
    }

    @Test
    void mockTellsOfItself() {
        assertThat(mocked.admin().version(mocked.nodes().get(0))).contains(".");
        assertThat(mocked.admin().stats(mocked.nodes().get(0)).number("curr_items"))
                .isPresent();
        mocked.admin().cacheMemlimit(mocked.nodes().get(0), 64);
    }

    // ---- ObjectPool

    @Test
    void whatIsInUse() {
        try (MemcachedServer mute = MemcachedServer.start();
                Memjay client = to(mute.address()).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            mute.faults().stopAnswering();
            client.strings().async().get("key");
            client.strings().async().get("other");
            Soon.until(() -> client.metrics().nodes().get(0).inFlight() == 2);
            client.close(Duration.ZERO);
        }
    }

    @Test
    void aBrokenConnectionIsReplaced() {
        try (MemcachedServer other = MemcachedServer.start();
                Memjay client = to(other.address()).build()) {
            client.strings().set("key", "value");
            other.faults().closeConnections();
            Soon.until(() -> {
                try {
                    return client.strings().set("key", "again");
                } catch (ConnectionException lost) {
                    return false;
                }
            });
            Soon.until(() -> client.metrics().nodes().get(0).connects() == 2);
        }
    }
}
