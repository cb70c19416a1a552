package dev.memjay.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.CodecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes, text, counters and raw values: what is written, what is read, what is refused. */
class StandardCodecsTest {
    private static Encoded stored(String text, int flags) {
        return Encoded.of(text.getBytes(UTF_8), flags);
    }

    @Test
    void textIsWrittenInUtf8WithFlagsZeroSoThatItCanBeCounted() {
        assertThat(Codec.strings().encode("12é")).isEqualTo(stored("12é", 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16})
    void textAndBytesAreReadWithTheFlagsOfBytesAndText(int flags) {
        assertThat(Codec.strings().decode(stored("é\uD83D\uDE00\uFFFD", flags))).isEqualTo("é\uD83D\uDE00\uFFFD");
        assertThat(Codec.bytes().decode(stored("é", flags))).isEqualTo("é".getBytes(UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"1, pickle", "2, Codec.objects()", "4, Codec.objects()", "32, Codec.encoded()", "17, Codec.encoded()"})
    void foreignFlagsAreRefusedAndTheMessageNamesThemAndWhoReadsThem(int flags, String who) {
        assertThatThrownBy(() -> Codec.strings().decode(stored("1", flags)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags " + flags)
                .hasMessageContaining(who);
        assertThatThrownBy(() -> Codec.bytes().decode(stored("1", flags)))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("flags " + flags);
    }

    @Test
    void bytesThatAreNoUtf8AreRefusedAsText() {
        assertThatThrownBy(() -> Codec.strings().decode(Encoded.of(new byte[] {'a', (byte) 0xC3})))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\uD83D", "\uDE00b", "\uDE00\uD83D"})
    void halfASurrogatePairIsRefusedInsteadOfBecomingAQuestionMark(String text) {
        assertThatThrownBy(() -> Codec.strings().encode(text))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("surrogate");
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "0,0",
                "9 ,9",
                "  12  ,12",
                "-5,-5",
                "18446744073709551615,-1",
                "9223372036854775808,-9223372036854775808"
            })
    void countersAreDecimalTextWithBlanksAroundIt(String text, long number) {
        assertThat(Codec.longs().decode(stored(text, 0))).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775807", "9223372036854775808", "18446744073709551614", "18446744073709551615"})
    void whatWasReadOfACounterIsWrittenAsItWas(String text) {
        Codec<Long> longs = Codec.longs();

        assertThat(longs.encode(longs.decode(stored(text, 0)))).isEqualTo(stored(text, 0));
    }

    @Test
    void aNegativeLongIsTheUnsignedNumberOfItsBits() {
        assertThat(Codec.longs().encode(-2L)).isEqualTo(stored("18446744073709551614", 0));
        assertThat(Codec.longs().decode(stored("-2", 0))).isEqualTo(-2);
    }

    @Test
    void countersAreWrittenAsDecimalText() {
        assertThat(Codec.longs().encode(42L)).isEqualTo(stored("42", 0));
        assertThat(Codec.longs().isCompressible()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x", "1 2", "0x1", "18446744073709551616", "-9223372036854775809", "١"})
    void whatIsNoNumberOf64BitsIsNoCounter(String text) {
        assertThatThrownBy(() -> Codec.longs().decode(stored(text, 0))).isInstanceOf(CodecException.class);
    }

    @Test
    void errorsHoldNoValue() {
        assertThatThrownBy(() -> Codec.longs().decode(stored("secret", 0))).hasMessageNotContaining("secret");
    }

    @Test
    void rawValuesKeepTheirFlags() {
        Encoded raw = stored("x", 0xF000_0009);

        assertThat(Codec.encoded().decode(raw)).isEqualTo(raw);
        assertThat(Codec.encoded().encode(raw)).isEqualTo(raw);
        assertThat(raw).hasToString("Encoded[1 bytes, flags 4026531849]");
    }

    @Test
    void encodedValuesAreEqualByBytesAndFlags() {
        assertThat(stored("a", 1)).isEqualTo(stored("a", 1)).hasSameHashCodeAs(stored("a", 1));
        assertThat(stored("a", 1)).isNotEqualTo(stored("a", 2)).isNotEqualTo(stored("b", 1));
    }

    @Test
    void mappedCodecsGoThroughTheOther() {
        Codec<Integer> hexadecimal = Codec.strings().map(text -> Integer.parseInt(text, 16), Integer::toHexString);

        assertThat(hexadecimal.encode(255)).isEqualTo(stored("ff", 0));
        assertThat(hexadecimal.decode(stored("ff", 0))).isEqualTo(255);
        assertThat(hexadecimal.isAppendable()).isFalse();
        assertThat(Codec.encoded().map(raw -> raw, raw -> raw).isCompressible()).isFalse();
    }

    @Test
    void onlyWhatCanBeJoinedIsAppendable() {
        assertThat(Codec.bytes().isAppendable()).isTrue();
        assertThat(Codec.strings().isAppendable()).isTrue();
        assertThat(Codec.encoded().isAppendable()).isTrue();
        assertThat(Codec.objects().isAppendable()).isFalse();
        assertThat(Codec.longs().isAppendable()).isFalse();
    }
}
