package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.internal.wire.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What either dialect makes of the answers to commands of administration. */
class TextCommandTest {
    private static String heard(String command, Ending ending, String... lines) {
        String reply = String.join("\r\n", lines) + "\r\n";
        String told =
                Wire.heard(new MetaDialect(), () -> new TestExchange(new TextCommand(command, ending), null), reply);
        assertThat(Wire.heard(
                        new ClassicDialect(), () -> new TestExchange(new TextCommand(command, ending), null), reply))
                .isEqualTo(told);
        return told;
    }

    @Test
    void oneLine() {
        assertThat(heard("version", Ending.LINE, "VERSION 1.6.45")).isEqualTo("TEXT [[VERSION 1.6.45]]");
        assertThat(heard("me x", Ending.LINE, "EN")).isEqualTo("TEXT [[EN]]");
        assertThat(heard("verbosity", Ending.LINE, "ERROR")).isEqualTo("TEXT [[ERROR]]");
        assertThat(heard("x", Ending.LINE, "")).isEqualTo("TEXT [[]]");
    }

    @Test
    void linesUpToTheEnd() {
        assertThat(heard("stats", Ending.END, "STAT pid 1", "STAT uptime 2", "END"))
                .isEqualTo("TEXT [[STAT pid 1, STAT uptime 2, END]]");
        assertThat(heard("stats reset", Ending.END, "RESET")).isEqualTo("TEXT [[RESET]]");
        assertThat(heard("stats", Ending.END, "STAT x END", "END")).isEqualTo("TEXT [[STAT x END, END]]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR",
                "CLIENT_ERROR bad command line",
                "SERVER_ERROR: no",
                "OK",
                "BUSY currently processing crawler request",
                "BADCLASS invalid class id",
                "EN",
                "MN",
                "VERSION 1"
            })
    void answersOfOneLine(String line) {
        assertThat(heard("stats", Ending.END, line)).isEqualTo("TEXT [[" + line + "]]");
    }

    @Test
    void dumpsOfNewServersBeginWithOk() {
        assertThat(heard("lru_crawler metadump all", Ending.END, "OK", "key=a exp=-1", "END"))
                .isEqualTo("TEXT [[OK, key=a exp=-1, END]]");
        assertThat(heard("lru_crawler mgdump all", Ending.END, "mg a", "EN")).isEqualTo("TEXT [[mg a, EN]]");
    }

    @Test
    void anAnswerThatNobodyWantsIsPassedOver() {
        String reply = "STAT pid 1\r\nSTAT uptime 2\r\nEND\r\n";
        for (int cut = 0; cut < reply.length(); cut++) {
            TestExchange exchange = new TestExchange(new TextCommand("stats", Ending.END), null);
            assertThat(Wire.left(new MetaDialect(), exchange, reply, cut)).isEmpty();
            assertThat(exchange.told()).isEqualTo("TEXT [[]]");
        }
    }
}
