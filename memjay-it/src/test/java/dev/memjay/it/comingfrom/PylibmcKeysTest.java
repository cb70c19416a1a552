package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.KeyPolicy;
import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.codec.KeyCodec;
import dev.memjay.error.IllegalKeyException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** pylibmc's rules for keys and hosts, and what they are here. */
class PylibmcKeysTest extends OnMemcached {
    @Test
    void noServers() {
        assertThatIllegalArgumentException().isThrownBy(() -> Memjay.builder().nodes(List.of()));
    }

    @Test
    void badKeys() {
        for (String key : List.of("", " ", "a b", "a\r\nflush_all", "\u0001", "x".repeat(251), "größe")) {
            assertThatExceptionOfType(IllegalKeyException.class).isThrownBy(() -> texts.set(key, "value"));
        }
        assertThat(texts.set("x".repeat(250), "value")).isTrue();
    }

    @Test
    void aBadHostIsRefusedAtOnce() {
        for (String server : List.of("", "host:port", "host:70000", "[::1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Memjay.builder().servers(server));
        }
    }

    @Test
    void keysOfTextBytesAndOthers() {
        assertThat(texts.withKeyPolicy(KeyPolicy.UTF8).set("größe", "text")).isTrue();
        Keyspace<byte[], String> binary = texts.withKeyCodec(KeyCodec.bytes());
        assertThat(binary.set(new byte[] {0, 1}, "bytes")).isTrue();
        assertThat(binary.get(new byte[] {0, 1})).isEqualTo("bytes");
        assertThat(texts.withKeyCodec(KeyCodec.text()).set(42, "number")).isTrue();
        assertThat(texts.get("42")).isEqualTo("number");
    }

    @Test
    void theNamespaceCountsInTheLengthOfAKey() {
        try (Memjay client = builder().namespace("app:").build()) {
            assertThatExceptionOfType(IllegalKeyException.class)
                    .isThrownBy(() -> client.strings().get("x".repeat(247)));
        }
    }
}
