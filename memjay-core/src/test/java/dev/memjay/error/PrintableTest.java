package dev.memjay.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is escaped in text from outside, and where it is cut. */
class PrintableTest {
    @ParameterizedTest
    @CsvSource({
        "0, line feed's neighbour",
        "10, line feed",
        "13, carriage return",
        "9, tab",
        "27, escape",
        "127, delete",
        "133, next line",
        "155, the C1 control that begins an escape sequence",
        "173, soft hyphen",
        "8206, left-to-right mark",
        "8232, line separator",
        "8233, paragraph separator",
        "8238, right-to-left override",
        "8297, pop directional isolate",
        "65279, byte order mark",
        "55296, half a surrogate pair"
    })
    void whatATerminalOrALogObeysIsEscaped(int c, String name) {
        String escape = "\\u" + Integer.toHexString(0x10000 | c).substring(1);

        assertThat(Printable.escaped("a" + (char) c + "b")).as(name).isEqualTo("a" + escape + "b");
        assertThat(Printable.excerpt("" + (char) c)).as(name).isEqualTo(escape);
        assertThat(Printable.isPrintable("a" + (char) c)).as(name).isFalse();
    }

    @Test
    void charactersBeyondTheFirstPlaneAreEscapedAsPairs() {
        assertThat(Printable.escaped("a" + Character.toString(0xE0041))).isEqualTo("a\\udb40\\udc41");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plain text, 'quoted' \\ ~", "\u00fc\u0416\u4e2d\u0639", "\uD83D\uDE00"})
    void everythingElseStays(String text) {
        assertThat(Printable.escaped(text)).isSameAs(text);
        assertThat(Printable.excerpt(text)).isSameAs(text);
        assertThat(Printable.isPrintable(text)).isTrue();
    }

    @Test
    void excerptsAreCutBetweenCharactersAndCountTheirEscapes() {
        assertThat(Printable.excerpt("x".repeat(200))).isEqualTo("x".repeat(200));
        assertThat(Printable.excerpt("x".repeat(201))).isEqualTo("x".repeat(200) + "...");
        assertThat(Printable.excerpt("\n".repeat(70_000))).isEqualTo("\\u000a".repeat(33) + "...");
        assertThat(Printable.excerpt("abc\uD83D\uDE00", 4)).isEqualTo("abc...");
        assertThat(Printable.excerpt("ab\n", 4)).isEqualTo("ab...");
    }
}
