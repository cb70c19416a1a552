package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.wire.ProtocolViolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words and numbers of a line that lies in the middle of an array, up to their bounds. */
class ReplyLineTest {
    /** A line with bytes on both sides of it that it must not look at. */
    private static ReplyLine line(String text) {
        return line(text, "1");
    }

    private static ReplyLine line(String text, String behind) {
        ReplyLine line = new ReplyLine();
        line.begin(("9" + text + behind).getBytes(ISO_8859_1), 1, text.length());
        return line;
    }

    @Test
    void aBlankBehindTheLineIsNotPassed() {
        ReplyLine line = line("ab ", " ");
        line.skipWord();

        assertThat(line.nextWord()).isFalse();
        assertThat(line.isAtEnd()).isTrue();
    }

    @Test
    void wordsEndAtBlanksAndAtTheLinesEnd() {
        ReplyLine line = line("ab  cde ");

        assertThat(line.wordIs("ab")).isTrue();
        assertThat(line.wordIs("a")).isFalse();
        assertThat(line.wordIs("ab  ")).isFalse();
        assertThat(line.wordIs("ax")).isFalse();
        line.skipWord();
        assertThat(line.nextWord()).isTrue();
        assertThat(line.wordLength()).isEqualTo(3);
        assertThat(line.wordIs("cde")).isTrue();
        assertThat(line.wordIs("cde 1")).isFalse();
        line.skip(3);
        assertThat(line.isAtEnd()).isFalse();
        assertThat(line.nextWord()).isFalse();
        assertThat(line.isAtEnd()).isTrue();
        assertThat(line.wordIs("")).isTrue();
        assertThat(line.wordIs("1")).isFalse();
        assertThat(line("x").wordIs("x1")).isFalse();
    }

    @Test
    void wordsAreComparedAtAnyLength() {
        String longest = "k".repeat(250);

        assertThat(line(longest).wordIs(longest)).isTrue();
        assertThat(line(longest + "k").wordIs(longest + "k")).isTrue();
        assertThat(line(longest + "k").wordIs(longest + "x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "9223372036854775807, 9223372036854775807", "-1, -1", "5 x, 5"})
    void signedNumbers(String text, long number) throws ProtocolViolation {
        assertThat(line(text).signed()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"-2", "-", "-12", "9223372036854775808", "18446744073709551616", "'-1x'", "x", "''"})
    void whatIsNoSignedNumber(String text) {
        assertThatThrownBy(() -> line(text).signed()).isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @CsvSource({"4294967295, -1", "4294967294, -2", "0, 0"})
    void numbersOfThirtyTwoBits(String text, int number) throws ProtocolViolation {
        assertThat(line(text).unsigned32()).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"4294967296", "18446744073709551615"})
    void whatHasMoreThanThirtyTwoBits(String text) {
        assertThatThrownBy(() -> line(text).unsigned32()).isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @CsvSource({"0x, true", "9, true", "/, false", ":, false", "'', false"})
    void aDigitAtTheStart(String text, boolean isDigit) {
        assertThat(line(text).startsWithDigit()).isEqualTo(isDigit);
    }

    @ParameterizedTest
    @CsvSource({"HD, 18500", "HD x, 18500", "HDx, -1", "H, -1", "'', -1"})
    void codesAreOfTwoBytes(String text, int code) {
        assertThat(line(text).code()).isEqualTo(code);
    }

    @Test
    void excerptsAreShortAndPrintable() {
        assertThat(line("ERROR a\tb\u007f\u0001c ").excerpt(5)).isEqualTo("a\\u0009b\\u007f\\u0001c");
        assertThat(line("x".repeat(200)).excerpt(0)).isEqualTo("x".repeat(200));
        assertThat(line("x".repeat(70_000)).excerpt(0)).isEqualTo("x".repeat(200) + "...");
        assertThat(line("a\u009b2J").excerpt(0)).isEqualTo("a\\u009b2J");
        assertThat(line("ab").excerpt(5)).isEmpty();
        assertThat(line("ab").text()).isEqualTo("ab");
    }
}
