package dev.memjay.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Key;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the key codecs make of a caller's key. */
class KeyCodecTest {
    @Test
    void textGoesAsItIs() {
        assertThat(KeyCodec.strings().encode("zoë")).isEqualTo(Key.of("zoë"));
        assertThat(KeyCodec.text().encode(new UUID(1, 2))).isEqualTo(Key.of("00000000-0000-0001-0000-000000000002"));
        assertThat(KeyCodec.text((Integer number) -> "n" + number).encode(7)).isEqualTo(Key.of("n7"));
    }

    @Test
    void keysKeepTheirRouteAndBytesTheirValue() {
        Key routed = Key.of("k").routedBy("r");

        assertThat(KeyCodec.keys().encode(routed)).isEqualTo(routed);
        assertThat(KeyCodec.bytes().encode(new byte[] {0, -1})).isEqualTo(Key.of(new byte[] {0, -1}));
    }
}
