package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.Codec;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.CodecException;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.NotNumericException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.error.ProtocolException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.it.Soon;
import dev.memjay.model.Key;
import dev.memjay.placement.KeyHash;
import dev.memjay.server.MemcachedServer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** pymemcache's rules for keys and its exceptions, and what they are here. */
class PymemcacheErrorsTest extends OnMemcached {
    private void isRefused(String key) {
        long before = written(memjay);
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> texts.set(key, "value"));
        assertThat(written(memjay)).as("nothing is sent").isEqualTo(before);
    }

    @Test
    void checkKey() {
        assertThat(memjay.nodeFor("key")).isEqualTo(node());
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> memjay.nodeFor("a key"));
    }

    @Test
    void keysHaveAtMost250Bytes() {
        assertThat(texts.set("x".repeat(250), "value")).isTrue();
        isRefused("x".repeat(251));
        assertThatExceptionOfType(IllegalKeyException.class)
                .isThrownBy(() -> texts.withPrefix("prefix:").get("x".repeat(244)));
    }

    @Test
    void whitespaceIsRefused() {
        for (String key : List.of("a b", "a\tb", "a\nb", "a\rb", "a\u000bb", "a\fb", "a\0b")) {
            isRefused(key);
        }
    }

    @Test
    void keysOfWhitespaceAloneAreRefused() {
        for (String key : List.of("", " ", "\r\n", "\t\t")) {
            isRefused(key);
        }
    }

    @Test
    void controlCharactersAreRefused() {
        for (String key : List.of("a\u0001", "a\u001b[31m", "a\u007f")) {
            isRefused(key);
        }
    }

    @Test
    void unicodeKeys() {
        isRefused("schlüssel");
        Keyspace<String, String> unicode = texts.withKeyPolicy(KeyPolicy.UTF8);
        assertThat(unicode.set("schlüssel", "value")).isTrue();
        assertThat(unicode.get("schlüssel")).isEqualTo("value");
    }

    @Test
    void halfASurrogatePairIsRefused() {
        assertThatExceptionOfType(IllegalKeyException.class)
                .isThrownBy(() -> texts.withKeyPolicy(KeyPolicy.UTF8).get("\ud800"));
    }

    @Test
    void bytesAsKeys() {
        Keyspace<byte[], String> binary = texts.withKeyCodec(KeyCodec.bytes());
        byte[] key = {0, ' ', '\r', '\n', (byte) 0xFF};
        assertThat(binary.set(key, "value")).isTrue();
        assertThat(binary.get(key.clone())).isEqualTo("value");
        assertThat(texts.withKeyCodec(KeyCodec.keys()).get(Key.of(key))).isEqualTo("value");
    }

    @Test
    void keysOfOtherTypes() {
        UUID id = UUID.randomUUID();
        assertThat(texts.withKeyCodec(KeyCodec.text()).set(id, "value")).isTrue();
        assertThat(texts.get(id.toString())).isEqualTo("value");
        assertThatNullPointerException().isThrownBy(() -> texts.get(null)).withMessageContaining("key");
    }

    @Test
    void hashingOfKeys() {
        String longKey = "a long key ".repeat(40);
        assertThat(texts.withKeyPolicy(KeyPolicy.HASH).set(longKey, "value")).isTrue();
        assertThat(texts.withKeyPolicy(KeyPolicy.HASH).get(longKey)).isEqualTo("value");
        Keyspace<String, String> murmur = texts.withKeyPolicy(KeyPolicy.hash(KeyHash.murmur3(0)));
        murmur.set(longKey, "murmur");
        assertThat(texts.get("%08x".formatted(KeyHash.murmur3(0).hash(longKey))))
                .isEqualTo("murmur");
    }

    @Test
    void everyErrorHasOneRoot() {
        for (Class<?> error : List.of(
                IllegalKeyException.class,
                ServerErrorException.class,
                ConnectionException.class,
                OperationTimeoutException.class,
                ProtocolException.class,
                CodecException.class,
                UnsupportedByServerException.class)) {
            assertThat(error).isAssignableTo(MemjayException.class);
        }
        assertThatThrownBy(() -> texts.get("a key")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void illegalInput() {
        assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> texts.get("a key"));
        Codec<String> picky = Codec.strings().map(text -> text, text -> {
            throw new IllegalStateException("no");
        });
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> memjay.keyspace(picky).set("key", "value"));
        assertThatThrownBy(() -> texts.set("key", "value", Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clientErrors() {
        texts.set("key", "no number");
        assertThatExceptionOfType(NotNumericException.class).isThrownBy(() -> texts.incr("key"));
        assertThatExceptionOfType(ServerErrorException.class)
                .isThrownBy(() -> memjay.admin().raw(node(), "incr key abc"))
                .withMessageContaining("CLIENT_ERROR");
        assertThat(texts.get("key")).as("the connection is in order").isEqualTo("no number");
    }

    @Test
    void unknownCommands() {
        assertThatExceptionOfType(UnsupportedByServerException.class)
                .isThrownBy(() -> memjay.admin().raw(node(), "no_such_command"));
        assertThat(texts.set("key", "value")).isTrue();
    }

    @Test
    void serverErrors() {
        answeredWith("SERVER_ERROR out of memory\r\n", ServerErrorException.class);
        assertThatExceptionOfType(ValueTooLargeException.class)
                .isThrownBy(() -> memjay.bytes().set("key", new byte[2 << 20]));
    }

    @Test
    void unknownAnswers() {
        answeredWith("NONSENSE\r\n", ProtocolException.class);
    }

    private static void answeredWith(String answer, Class<? extends MemjayException> error) {
        try (MemcachedServer other = MemcachedServer.start();
                Memjay client = to(other.address()).protocol("classic").build()) {
            // what the client asks by itself has its answer before the fault begins
            Soon.until(() ->
                    other.requests().stream().anyMatch(asked -> asked.line().equals("stats settings")));
            client.strings().set("key", "first");
            other.faults().garbage(bytes(answer));
            assertThatExceptionOfType(error)
                    .isThrownBy(() -> client.strings().set("key", "value"))
                    .satisfies(e -> assertThat(e.node()).contains(other.address()));
        }
    }

    @Test
    void unexpectedClose() {
        try (MemcachedServer other = MemcachedServer.start();
                Memjay client = to(other.address()).build()) {
            assertThat(client.awaitReady(PATIENCE)).isTrue();
            other.faults().closeAfter(0);
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> client.strings().set("key", "value"))
                    .satisfies(e -> assertThat(e.mayHaveBeenApplied()).isTrue());
        }
    }

    @Test
    void errorsOfSockets() {
        try (Memjay client = to(NOWHERE).build()) {
            assertThatExceptionOfType(ConnectionException.class)
                    .isThrownBy(() -> client.strings().set("key", "value"))
                    .satisfies(e -> assertThat(e.mayHaveBeenApplied()).isFalse());
        }
    }
}
