package dev.memjay.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.AsyncKeyspace;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.NoreplyKeyspace;
import dev.memjay.codec.Codec;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that cannot be sent never reach the wire, and values that the server refuses cost no connection. */
class BadInputTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "with space",
                "line\r\nend",
                "\r",
                "\n",
                "\t",
                "nul\0",
                "bell\7",
                "delete\177",
                "schlüssel",
                "\uD800",
                "k\r\nflush_all\r\n",
                "long"
            })
    void illegalKeysAreRefusedByEveryVerbAndNothingIsSent(String given) {
        String key = given.equals("long") ? "x".repeat(251) : given;
        try (TestServer server = TestServer.embedded();
                FaultRelay relay = FaultRelay.to(server.port()).record();
                Memjay memjay = Patient.create("memcached://" + relay.address())) {
            Soon.until(() ->
                    memjay.strings().get("ready") == null && relay.recorded().contains("stats settings"));
            for (ThrowingCallable call : callsWith(memjay.strings(), key)) {
                assertThatThrownBy(call)
                        .isInstanceOf(IllegalKeyException.class)
                        .isInstanceOf(MemjayException.class)
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n", "\0", "\7"));
            }
            memjay.strings().get("after");
            assertThat(relay.recorded()).startsWith("mg after ").containsOnlyOnce("\r\n");
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        }
    }

    private static List<ThrowingCallable> callsWith(Keyspace<String, String> texts, String key) {
        AsyncKeyspace<String, String> async = texts.async();
        NoreplyKeyspace<String, String> posting = texts.noreply();
        List<String> keys = List.of("good", key);
        return List.of(
                () -> texts.get(key),
                () -> texts.getOrDefault(key, "d"),
                () -> texts.contains(key),
                () -> texts.getAll(keys),
                () -> texts.gets(key),
                () -> texts.getsAll(keys),
                () -> texts.gat(key, HOUR),
                () -> texts.gats(key, HOUR),
                () -> texts.lookup(key),
                () -> texts.lookupAll(keys),
                () -> texts.inspect(key),
                () -> texts.set(key, "v"),
                () -> texts.add(key, "v", HOUR),
                () -> texts.replace(key, "v"),
                () -> texts.append(key, "v"),
                () -> texts.prepend(key, "v"),
                () -> texts.cas(key, "v", 1),
                () -> texts.update(key, v -> v),
                () -> texts.update(key, "v", v -> v),
                () -> texts.setAll(Map.of("good", "v", key, "v")),
                () -> texts.delete(key),
                () -> texts.delete(key, 1),
                () -> texts.deleteAll(keys),
                () -> texts.touch(key, HOUR),
                () -> texts.touchAll(keys, HOUR),
                () -> texts.incr(key),
                () -> texts.decr(key, 1, 1, HOUR),
                () -> async.get(key),
                () -> async.set(key, "v"),
                () -> async.getAll(keys),
                () -> async.update(key, v -> v),
                () -> posting.set(key, "v"),
                () -> posting.setAll(Map.of(key, "v")),
                () -> posting.delete(key));
    }

    @Test
    void theLongestKeyIsSent() {
        try (TestServer server = TestServer.real();
                Memjay memjay = Patient.create("memcached://" + server.address())) {
            String key = "k".repeat(250);
            memjay.strings().set(key, "value");

            assertThat(memjay.strings().get(key)).isEqualTo("value");
            assertThat(memjay.strings().getAll(List.of(key))).containsEntry(key, "value");
        }
    }

    @Test
    void aValueOverTheServersItemSizeCostsNoConnection() {
        try (TestServer server = TestServer.real("-I", "2m");
                Memjay memjay = Patient.create("memcached://" + server.address())) {
            Keyspace<String, byte[]> bytes = memjay.bytes();
            bytes.set("k", new byte[1_900_000]);
            assertThat(bytes.get("k")).hasSize(1_900_000);

            assertThatThrownBy(() -> bytes.set("k", new byte[3 << 20]))
                    .isInstanceOfSatisfying(ValueTooLargeException.class, e -> {
                        assertThat(e.limit()).hasValue(2 << 20);
                        assertThat(e.mayHaveBeenApplied()).isFalse();
                        assertThat(e).hasMessageContaining("2097152");
                    });
            assertThat(bytes.get("k")).as("the server drops the old value").isNull();
            assertThatThrownBy(() -> bytes.add("k", new byte[3 << 20])).isInstanceOf(ValueTooLargeException.class);
            assertThatThrownBy(() -> bytes.async().set("k", new byte[3 << 20]).join())
                    .hasCauseInstanceOf(ValueTooLargeException.class);
            bytes.set("k", new byte[] {1});
            assertThat(bytes.get("k")).containsExactly(1);
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        }
    }

    @Test
    void appendingBeyondTheItemSizeIsNotStored() {
        try (TestServer server = TestServer.real();
                Memjay memjay = Patient.create("memcached://" + server.address())) {
            memjay.bytes().set("k", new byte[600_000]);

            assertThat(memjay.bytes().append("k", new byte[600_000])).isFalse(); // the server says NS, not why
            assertThat(memjay.bytes().get("k")).hasSize(600_000);
            assertThat(memjay.metrics().nodes().get(0).disconnects()).isZero();
        }
    }

    @Test
    void aPostedValueThatIsTooLargeGoesToTheObserver() throws InterruptedException {
        BlockingQueue<MemjayException> failed = new LinkedBlockingQueue<>();
        MemjayListener listener = new MemjayListener() {
            @Override
            public void postFailed(Node node, Verb verb, MemjayException error) {
                failed.add(error);
            }
        };
        try (TestServer server = TestServer.real();
                Memjay memjay = Patient.builder()
                        .servers(server.address())
                        .listener(listener)
                        .build()) {
            memjay.bytes().noreply().set("k", new byte[2 << 20]);
            memjay.bytes().noreply().set("good", new byte[] {1});

            assertThat(failed.poll(10, TimeUnit.SECONDS)).isInstanceOf(ValueTooLargeException.class);
            assertThat(memjay.bytes().get("good")).containsExactly(1);
            assertThat(failed).isEmpty();
        }
    }

    @Test
    void messagesHoldNoValue() {
        try (TestServer server = TestServer.real();
                Memjay memjay = Patient.create("memcached://" + server.address())) {
            memjay.strings().set("k", "secret");

            assertThatThrownBy(() -> memjay.strings().counters().get("k"))
                    .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain("secret"));
            assertThatThrownBy(() -> memjay.strings().incr("k"))
                    .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain("secret"));
            assertThatThrownBy(() -> memjay.keyspace(Codec.longs()).getAll(List.of("k")))
                    .satisfies(e -> assertThat(String.valueOf(e)).doesNotContain("secret"));
        }
    }
}
