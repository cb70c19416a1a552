package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.model.BulkWrite;
import dev.memjay.server.MemcachedServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What one thread sends to a node is carried out in the order in which it was called, whether it waits for the answers or
 * not. The event loop is held meanwhile, so that nothing can be sent by it.
 */
class ProgramOrderTest {
    private final MemcachedServer server = MemcachedServer.start();
    private final FaultRelay relay = FaultRelay.to(server.port());
    private final Memjay memjay = Patient.create("memcached://" + relay.address());
    private final Keyspace<String, String> texts = memjay.strings();
    private final CountDownLatch release = new CountDownLatch(1);
    private CompletableFuture<?> held;

    @BeforeEach
    void holdTheEventLoop() throws InterruptedException {
        texts.set("k", "v");
        relay.holdReplies(); // so that the callback is there before the reply
        CountDownLatch holds = new CountDownLatch(1);
        held = texts.async().get("k").thenRun(() -> {
            holds.countDown();
            awaitRelease();
        });
        relay.heal();
        holds.await();
        assertThat(held).isNotDone();
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterEach
    void letGo() {
        release.countDown();
        held.join();
        memjay.close();
        relay.close();
        server.close();
    }

    @Test
    void aPostedBulkWriteStandsBeforeTheNextRead() {
        texts.noreply().setAll(Map.of("a", "1", "b", "2"));
        texts.noreply().deleteAll(List.of("b"));

        assertThat(texts.get("a")).isEqualTo("1");
        assertThat(texts.getAll(List.of("a", "b"))).isEqualTo(Map.of("a", "1"));
    }

    @Test
    void anAsynchronousBulkWriteStandsBeforeTheNextRead() {
        CompletableFuture<BulkWrite<String>> stored = texts.async().setAll(Map.of("a", "1", "b", "2"));

        assertThat(texts.get("b")).isEqualTo("2");
        release.countDown();
        assertThat(stored.join().isComplete()).isTrue();
    }
}
