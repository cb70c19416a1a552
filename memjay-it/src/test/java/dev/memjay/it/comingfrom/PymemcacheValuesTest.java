package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.Keyspace;
import dev.memjay.codec.Codec;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.python.None;
import dev.memjay.python.PickleCodec;
import dev.memjay.python.PymemcacheCodec;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** pymemcache.serde: what lies in memcached, with which flags. */
class PymemcacheValuesTest extends OnMemcached {
    private Keyspace<String, Object> values;

    @BeforeAll
    void open() {
        values = memjay.keyspace(PymemcacheCodec.of());
    }

    @Test
    void bytesHaveFlags0() {
        values.set("key", new byte[] {1, 2});
        assertThat(raw.get("key")).isEqualTo(Encoded.of(new byte[] {1, 2}, 0));
        assertThat(values.get("key")).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void textHasFlags16() {
        values.set("key", "größer");
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("größer"), 16));
        assertThat(values.get("key")).isEqualTo("größer");
    }

    @Test
    void integersHaveFlags2() {
        values.set("key", 42);
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("42"), 2));
        BigInteger huge = BigInteger.TEN.pow(600);
        values.set("huge", huge);
        assertThat(values.get("huge")).isEqualTo(huge);
    }

    @Test
    void longsOfPython2HaveFlags4() {
        raw.set("key", Encoded.of(bytes("42"), 4));
        assertThat(values.get("key")).isEqualTo(42);
        raw.set("blanks", Encoded.of(bytes(" 42 "), 2));
        assertThat(values.get("blanks")).isEqualTo(42);
    }

    @Test
    void everythingElseIsAPickleWithFlags1() {
        for (Object value : List.of(true, 1.5, List.of("a", 1), Map.of("a", 1))) {
            values.set("key", value);
            assertThat(raw.get("key").flags()).isEqualTo(1);
            assertThat(values.get("key")).isEqualTo(value);
        }
    }

    @Test
    void noneIsAValue() {
        values.set("key", None.NONE);
        assertThat(raw.get("key").flags()).isEqualTo(1);
        assertThat(values.get("key")).isEqualTo(None.NONE);
        assertThat(values.get("none")).isNull();
    }

    @Test
    void pickleVersions() {
        byte[][] seven = {bytes("I7\n."), bytes("K\7."), {(byte) 0x80, 2, 'K', 7, '.'}, {(byte) 0x80, 5, 'K', 7, '.'}};
        for (byte[] pickle : seven) {
            raw.set("key", Encoded.of(pickle, 1));
            assertThat(values.get("key")).isEqualTo(7);
        }
        values.set("written", List.of());
        assertThat(raw.get("written").data()).startsWith(0x80, 2);
    }

    @Test
    void theVersionToWrite() {
        assertThat(memjay.objects(PickleCodec.protocol(2)).set("key", List.of(1)))
                .isTrue();
        assertThat(values.get("key")).isEqualTo(List.of(1));
        assertThatIllegalArgumentException().isThrownBy(() -> PickleCodec.protocol(5));
    }

    @Test
    void aPickleThatCannotBeReadIsAnError() {
        raw.set("key", Encoded.of(bytes("cos\nsystem\n(S'true'\ntR."), 1));
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> values.get("key"));
    }

    @Test
    void flagsOfOthersAreAnError() {
        raw.set("key", Encoded.of(bytes("value"), 64));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> values.get("key"))
                .withMessageContaining("64");
    }

    @Test
    void withoutASerializer() {
        // pymemcache: str(value) with flags 0
        memjay.strings().set("text", "value");
        memjay.strings().counters().set("number", 42L);
        assertThat(raw.get("text")).isEqualTo(Encoded.of(bytes("value"), 0));
        assertThat(raw.get("number")).isEqualTo(Encoded.of(bytes("42"), 0));
        assertThatExceptionOfType(CodecException.class)
                .isThrownBy(() -> memjay.objects().set("other", List.of()));
    }

    @Test
    void twoFunctionsAreACodec() {
        Codec<Integer> doubled = Codec.ints().map(n -> n / 2, n -> n * 2);
        memjay.keyspace(doubled).set("key", 21);
        assertThat(raw.get("key").data()).isEqualTo(bytes("42"));
        assertThat(memjay.keyspace(doubled).get("key")).isEqualTo(21);
    }

    @Test
    void compressedFrom400BytesOn() {
        Keyspace<String, Object> compressed = values.withCompression(Compression.zlib());
        compressed.set("short", "x".repeat(399));
        compressed.set("long", "x".repeat(400));
        assertThat(raw.get("short").flags()).isEqualTo(16);
        assertThat(raw.get("long").flags()).isEqualTo(16 | 8);
        assertThat(raw.get("long").length()).isLessThan(40);
        assertThat(values.get("long")).isEqualTo("x".repeat(400));
    }

    @Test
    void minCompressLen() {
        Keyspace<String, Object> compressed =
                values.withCompression(Compression.zlib().minLength(50));
        compressed.set("key", "x".repeat(50));
        compressed.set("number", BigInteger.TEN.pow(600));
        assertThat(raw.get("key").flags()).isEqualTo(16 | 8);
        assertThat(values.get("number")).as("an int of many digits, too").isEqualTo(BigInteger.TEN.pow(600));
    }

    @Test
    void aCompressionOfOnesOwn() {
        Keyspace<String, Object> zipped =
                values.withCompression(Compression.gzip().minLength(50));
        zipped.set("key", "x".repeat(500));
        assertThat(raw.get("key").flags()).isEqualTo(16 | Compression.GZIP_FLAG);
        assertThat(values.get("key")).isEqualTo("x".repeat(500));
    }

    @Test
    void whatWouldNotShrinkIsLeft() {
        values.withCompression(Compression.zlib().minLength(1)).set("key", "abc");
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("abc"), 16));
    }
}
