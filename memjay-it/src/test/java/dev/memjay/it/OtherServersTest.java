package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.it.DisguisedServer.Guise;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Metrics;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A server that others wrote: what it does not know, or says in other words, is an answer to the call that asked, and to
 * nobody else's. Behind the disguise is a real memcached.
 */
class OtherServersTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration HOUR = Duration.ofHours(1);

    private RealMemcached memcached;
    private DisguisedServer server;
    private Memjay memjay;
    private Keyspace<String, String> texts;
    private AsyncKeyspace<String, String> async;

    @BeforeEach
    void start() {
        memcached = RealMemcached.start();
        server = new DisguisedServer(memcached.port(), Guise.INFINISPAN);
        memjay = Memjay.builder()
                .servers(server.address())
                .timeout(LONG)
                .connectTimeout(LONG)
                .build();
        assertThat(memjay.awaitReady(LONG)).isTrue();
        texts = memjay.strings();
        async = texts.async();
    }

    @AfterEach
    void stop() throws IOException {
        assertThat(memjay.metrics().nodes())
                .extracting(Metrics.OfNode::disconnects)
                .as("lost connections")
                .containsExactly(0L);
        memjay.close();
        server.close();
        memcached.close();
    }

    private static Throwable failure(Future<?> call) throws Exception {
        try {
            call.get(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("it did not fail");
    }

    @Test
    void whereMetaIsHalfThereClassicIsSpoken() throws Exception {
        assertThat(texts.set("k", "value")).isTrue();
        assertThat(texts.get("k")).isEqualTo("value");
        assertThat(texts.add("k", "other")).isFalse();
        assertThat(texts.append("k", "!")).isTrue();
        assertThat(texts.touch("k", HOUR)).isTrue();
        assertThat(texts.setAll(Map.of("a", "1", "b", "2")).notDone()).isEmpty();
        assertThat(texts.getAll(List.of("a", "b", "none"))).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(texts.incr("a")).isEqualTo(OptionalLong.of(2));
        assertThat(async.delete("k").get()).isTrue();
        assertThat(async.get("k").get()).isNull();
        assertThatThrownBy(() -> texts.inspect("a"))
                .isInstanceOf(UnsupportedByServerException.class)
                .hasMessageContaining("classic");
    }

    @Test
    void aCommandThatIsNotKnownIsNobodyElsesMatter() throws Exception {
        texts.set("k", "value");
        Future<?> others = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 2000; i++) {
                assertThat(texts.get("k")).isEqualTo("value");
            }
        });
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> texts.gat("k", HOUR))
                    .isInstanceOf(UnsupportedByServerException.class)
                    .hasMessageContaining("does not know the command gats")
                    .hasMessageContaining("get and touch would do");
            assertThat(failure(async.gat("k", HOUR))).isInstanceOf(UnsupportedByServerException.class);
        }
        others.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void aLookupTellsWhatThereIs() throws Exception {
        texts.set("k", "value");
        assertThat(texts.lookup("k").value()).isEqualTo("value");
        assertThat(texts.lookup("none").value()).isNull();
        assertThat(async.lookup("k").get().value()).isEqualTo("value");
        assertThat(texts.lookupAll(List.of("k")).get("k").value()).isEqualTo("value");
    }

    @Test
    void textIsNoNumberInAnyWords() throws Exception {
        texts.set("k", "secret");
        assertThatThrownBy(() -> texts.incr("k"))
                .isInstanceOf(NotNumericException.class)
                .hasMessageNotContaining("secret");
        assertThat(failure(async.decr("k"))).isInstanceOf(NotNumericException.class);
    }
}
