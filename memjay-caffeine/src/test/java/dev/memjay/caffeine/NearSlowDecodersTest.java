package dev.memjay.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A codec behind a near cache that does not return holds up neither the event loop nor its own calls' deadline. */
@Timeout(120)
class NearSlowDecodersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void othersAreServedWhileACodecDecodes() throws Exception {
        CountDownLatch decoding = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Codec<String> stuck = Codec.strings()
                .map(
                        text -> {
                            decoding.countDown();
                            try {
                                released.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            return text;
                        },
                        text -> text);
        try (MemcachedServer server = MemcachedServer.builder().start();
                Memjay memjay = Memjay.builder()
                        .servers(server.host() + ":" + server.port())
                        .timeout(PATIENCE)
                        .build()) {
            memjay.strings().set("slow", "value");
            NearPolicy policy = NearPolicy.of(100, Duration.ofMinutes(1));
            AsyncKeyspace<String, String> near =
                    NearCache.of(memjay.strings().withCodec(stuck), policy).async();
            CompletableFuture<String> get = near.get("slow");
            CompletableFuture<Map<String, String>> getAll = near.getAll(List.of("slow"));
            CompletableFuture<String> loaded =
                    near.getOrCompute("slow", key -> CompletableFuture.completedFuture("loaded"));
            CompletableFuture<String> late = NearCache.of(
                            memjay.strings().withCodec(stuck).withTimeout(Duration.ofMillis(50)), policy)
                    .async()
                    .get("slow");
            decoding.await();
            assertThat(memjay.strings().async().get("quick"))
                    .succeedsWithin(PATIENCE)
                    .isNull();
            assertThat(late)
                    .failsWithin(PATIENCE)
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(OperationTimeoutException.class);
            assertThat(get).isNotDone();
            released.countDown();
            assertThat(get).succeedsWithin(PATIENCE).isEqualTo("value");
            assertThat(getAll).succeedsWithin(PATIENCE).isEqualTo(Map.of("slow", "value"));
            assertThat(loaded).succeedsWithin(PATIENCE).isEqualTo("value");
        }
    }
}
