package dev.memjay.it.comingfrom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.Keyspace;
import dev.memjay.codec.Compression;
import dev.memjay.codec.Encoded;
import dev.memjay.error.CodecException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.python.PylibmcCodec;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What pylibmc stores, with which flags. */
class PylibmcValuesTest extends OnMemcached {
    private Keyspace<String, Object> values;

    @BeforeAll
    void open() {
        values = memjay.keyspace(PylibmcCodec.of());
    }

    @Test
    void bytesHaveFlags0() {
        values.set("key", new byte[] {1, 2});
        assertThat(raw.get("key")).isEqualTo(Encoded.of(new byte[] {1, 2}, 0));
    }

    @Test
    void textHasFlags16() {
        values.set("key", "größer");
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("größer"), 16));
    }

    @Test
    void boolHasFlags2AndReadsAsAnInt() {
        values.set("key", true);
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("1"), 2));
        assertThat(values.get("key")).isEqualTo(1);
    }

    @Test
    void integersHaveFlags4() {
        values.set("key", 42);
        assertThat(raw.get("key")).isEqualTo(Encoded.of(bytes("42"), 4));
        values.set("key", BigInteger.TEN.pow(50));
        assertThat(values.get("key")).isEqualTo(BigInteger.TEN.pow(50));
    }

    @Test
    void everythingElseIsAPickle() {
        for (Object value : List.of(1.5, List.of("a"), Map.of("a", 1))) {
            values.set("key", value);
            assertThat(raw.get("key").flags()).isEqualTo(1);
            assertThat(values.get("key")).isEqualTo(value);
        }
    }

    @Test
    void highBitsAreIgnoredAndOthersAreNot() {
        raw.set("key", Encoded.of(bytes("text"), 16 | 1 << 9));
        assertThat(values.get("key")).isEqualTo("text");
        raw.set("key", Encoded.of(bytes("text"), 16 | 4));
        assertThatExceptionOfType(CodecException.class).isThrownBy(() -> values.get("key"));
    }

    @Test
    void zlibHasFlag8() {
        values.withCompression(Compression.zlib().minLength(100)).set("key", "x".repeat(500));
        assertThat(raw.get("key").flags()).isEqualTo(16 | 8);
        assertThat(values.get("key")).isEqualTo("x".repeat(500));
    }

    @Test
    void damagedValuesAreErrorsOrMisses() {
        raw.set("zlib", Encoded.of(bytes("no zlib"), 16 | 8));
        raw.set("pickle", Encoded.of(bytes("no pickle"), 1));
        raw.set("int", Encoded.of(bytes("no number"), 4));
        raw.set("text", Encoded.of(new byte[] {(byte) 0xC3}, 16));
        for (String key : List.of("zlib", "pickle", "int", "text")) {
            assertThatExceptionOfType(CodecException.class).isThrownBy(() -> values.get(key));
            assertThat(values.withFailurePolicy(FailurePolicy.MISS_READS).get(key))
                    .isNull();
        }
    }

    @Test
    void onlyWhatBecomesSmallerIsCompressed() {
        values.withCompression(Compression.zlib().minLength(1)).set("key", "abc");
        assertThat(raw.get("key").flags()).isEqualTo(16);
    }
}
