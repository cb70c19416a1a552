package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Encoded;
import dev.memjay.error.BulkException;
import dev.memjay.error.CacheMissException;
import dev.memjay.error.CodecException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NodeDownException;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.OverloadedException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.it.Soon;
import dev.memjay.model.CasResult;
import dev.memjay.model.EjectionSettings;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** pylibmc's exceptions and its rules for keys, and what they are here. */
class PylibmcErrorsTest extends OnMemcached {
    /** Does something to the answers of a server to a client that has been working, and sees a write fail. */
    private static MemjayException failureOf(String protocol, String answer) {
        try (MemcachedServer other = MemcachedServer.start();
                Memjay client = to(other.address()).protocol(protocol).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            // what the client asks by itself has its answer before the fault begins
            Soon.until(() ->
                    other.requests().stream().anyMatch(asked -> asked.line().equals("stats settings")));
            client.strings().set("key", "first");
            if (answer.isEmpty()) {
                other.faults().closeAfter(0);
            } else {
                other.faults().garbage(bytes(answer));
            }
            try {
                client.strings().set("key", "value");
            } catch (MemjayException e) {
                return e;
            }
            throw new AssertionError("it did not fail");
        }
    }

    @Test
    void everyErrorHasOneRoot() {
        assertThat(List.of(CodecException.class, ConnectionException.class, BulkException.class))
                .allSatisfy(error -> assertThat(error).isAssignableTo(MemjayException.class));
        assertThat(MemjayException.class).isAssignableTo(RuntimeException.class);
    }

    @Test
    void errorsTellTheirCircumstances() {
        MemjayException failure = failureOf("classic", "");
        assertThat(failure.node()).isPresent();
        assertThat(failure.command()).isEqualTo("set");
        assertThat(failure.elapsed()).isPositive();
        assertThat(failure.mayHaveBeenApplied()).isTrue();
    }

    @Test
    void cacheMiss() {
        assertThat(CodecException.class).isAssignableFrom(CacheMissException.class);
        raw.set("key", Encoded.of(bytes("value")));
        assertThat(memjay.keyspace(new Missing()).get("key")).isNull();
        assertThat(memjay.keyspace(new Missing()).lookup("key").isHit()).isFalse();
    }

    /** A codec that finds nothing of use. */
    private static final class Missing implements Codec<String> {
        @Override
        public Encoded encode(String value) {
            return Encoded.of(bytes(value));
        }

        @Override
        public String decode(Encoded encoded) {
            throw new CacheMissException("an old format");
        }
    }

    @Test
    void connectionErrors() {
        try (Memjay client = to(NOWHERE).build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> client.strings().set("key", "value"))
                    .withMessageContaining(NOWHERE)
                    .satisfies(e -> assertThat(e.mayHaveBeenApplied()).isFalse());
        }
    }

    @Test
    void writeErrors() {
        try (MemcachedServer other = MemcachedServer.start();
                Memjay client = to(other.address()).build()) {
            client.strings().set("key", "value");
            other.faults().refuseConnections().closeConnections();
            Soon.until(() -> {
                try {
                    client.strings().set("key", "value");
                    return false;
                } catch (ConnectionException lost) {
                    return true;
                }
            });
        }
    }

    @Test
    void readErrors() {
        assertThat(failureOf("meta", "")).isInstanceOf(ConnectionException.class);
    }

    @Test
    void unknownReadFailures() {
        assertThat(failureOf("classic", "NONSENSE\r\n")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void protocolErrors() {
        assertThat(failureOf("meta", "NONSENSE\r\n")).isInstanceOf(ProtocolException.class);
    }

    @Test
    void clientErrors() {
        texts.set("key", "text");
        assertThatExceptionOfType(NotNumericException.class).isThrownBy(() -> texts.incr("key"));
        assertThatExceptionOfType(ServerErrorException.class)
                .isThrownBy(() -> memjay.admin().raw(node(), "touch key abc"))
                .withMessageContaining("CLIENT_ERROR");
    }

    @Test
    void serverErrors() {
        assertThat(failureOf("classic", "SERVER_ERROR out of memory\r\n")).isInstanceOf(ServerErrorException.class);
    }

    @Test
    void errorWithoutWords() {
        assertThatExceptionOfType(UnsupportedByServerException.class)
                .isThrownBy(() -> memjay.admin().raw(node(), "no_such_command"));
    }

    @Test
    void dataExists() {
        texts.set("key", "value");
        long cas = texts.gets("key").cas();
        texts.set("key", "other");
        assertThat(texts.cas("key", "new", cas)).isEqualTo(CasResult.EXISTS);
        assertThat(texts.delete("key", cas)).isEqualTo(CasResult.EXISTS);
    }

    @Test
    void dataDoesNotExist() {
        assertThat(texts.replace("none", "value")).isFalse();
        assertThat(texts.append("none", "value")).isFalse();
    }

    @Test
    void notFound() {
        assertThat(texts.incr("none")).isEmpty();
        assertThat(texts.cas("none", "value", 1)).isEqualTo(CasResult.NOT_FOUND);
        assertThat(texts.delete("none")).isFalse();
    }

    @Test
    void memoryIsBounded() {
        try (MemcachedServer mute = MemcachedServer.start();
                Memjay client = to(mute.address()).maxInFlightBytes(65_536).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            mute.faults().stopAnswering();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            var call = client.bytes().async().set("key", new byte[10_000]);
                            if (call.isDone()) {
                                call.join();
                            }
                        }
                    })
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(OverloadedException.class);
            client.close(Duration.ZERO);
        }
    }

    @Test
    void someErrors() {
        try (Memjay half = to(server.address(), NOWHERE)
                .ejection(EjectionSettings.DEFAULT.autoEject(false))
                .build()) {
            List<String> keys = IntStream.range(0, 50).mapToObj(i -> "key" + i).toList();
            assertThatExceptionOfType(BulkException.class)
                    .isThrownBy(() -> half.strings().getAll(keys))
                    .satisfies(e -> assertThat(e.failed())
                            .isNotEmpty()
                            .hasSizeLessThan(50)
                            .allSatisfy((key, error) -> assertThat(error).isInstanceOf(ConnectionException.class)));
        }
    }

    @Test
    void unixSockets() {
        try (Memjay client = to(NOWHERE).build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> client.strings().get("key"))
                    .satisfies(e -> assertThat(e.node()).contains(NOWHERE));
        }
    }

    @Test
    void notSupported() {
        try (Memjay classic = builder().protocol("classic").build()) {
            assertThatExceptionOfType(UnsupportedByServerException.class)
                    .isThrownBy(() -> classic.strings().invalidate("key", Duration.ofSeconds(10)))
                    .withMessageContaining("meta");
        }
    }

    @Test
    void fetchesAreAlwaysFinished() {
        texts.set("key", "value");
        for (int i = 0; i < 100; i++) {
            assertThat(texts.getAll(List.of("key", "none"))).hasSize(1);
        }
    }

    @Test
    void serverDown() {
        try (Memjay client = to(NOWHERE)
                .ejection(EjectionSettings.libmemcached().retryTimeout(Duration.ofHours(1)))
                .build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> client.strings().get("key"));
            assertThatExceptionOfType(NodeDownException.class)
                    .isThrownBy(() -> client.strings().get("key"));
        }
    }

    @Test
    void unknownStatistics() {
        assertThatExceptionOfType(MemjayException.class)
                .isThrownBy(() -> memjay.admin().stats(node(), "no_such_statistics"));
        assertThat(memjay.admin().stats(node()).text("no_such_statistic")).isEmpty();
    }

    @Test
    void tooBig() {
        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() -> memjay.bytes().set("key", new byte[2 << 20]));
        assertThat(texts.set("key", "the connection stays")).isTrue();
    }

    @Test
    void timeouts() {
        try (MemcachedServer mute = MemcachedServer.start();
                Memjay client = to(mute.address()).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            mute.faults().stopAnswering();
            assertThatExceptionOfType(OperationTimeoutException.class)
                    .isThrownBy(() ->
                            client.strings().withTimeout(Duration.ofMillis(50)).get("key"));
            client.close(Duration.ZERO);
        }
    }
}
