package dev.memjay.server.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.server.protocol.FakeServer;
import org.junit.jupiter.api.Test;

class TextSessionTest {
    private final FakeServer server = new FakeServer("1.6.45");

    @Test
    void storesAndReads() {
        assertThat(server.ask("set a 5 0 3\r\nabc\r\nget a\r\n")).isEqualTo("STORED\r\nVALUE a 5 3\r\nabc\r\nEND\r\n");
    }

    @Test
    void answersTheSameByteByByte() {
        String commands = "set a 0 0 2\r\n10\r\ndecr a 1\r\nget a\r\nms b 1 c\r\nx\r\nmg b v k O1\r\nbogus\r\nmn\r\n";
        String answer = server.ask(commands);
        assertThat(new FakeServer("1.6.45").askByteByByte(commands)).isEqualTo(answer);
    }

    @Test
    void itemDiesWhenItsTimeHasCome() {
        server.ask("set a 0 10 1\r\nx\r\n");
        server.advanceMillis(9_999);
        assertThat(server.ask("get a\r\n")).startsWith("VALUE");
        server.advanceMillis(1);
        assertThat(server.ask("get a\r\n")).isEqualTo("END\r\n");
    }

    @Test
    void timeBeyondThirtyDaysIsAbsolute() {
        long inTenSeconds = server.nowMillis() / 1000 + 10;
        server.ask("set a 0 " + inTenSeconds + " 1\r\nx\r\n");
        assertThat(server.ask("get a\r\n")).startsWith("VALUE");
        server.advanceMillis(10_000);
        assertThat(server.ask("get a\r\n")).isEqualTo("END\r\n");
    }

    @Test
    void delayedFlushTakesWhatWasStoredBeforeItHappened() {
        server.ask("flush_all 10\r\nset a 0 0 1\r\nx\r\n");
        assertThat(server.ask("get a\r\n")).startsWith("VALUE");
        server.advanceMillis(10_000);
        assertThat(server.ask("get a\r\nset a 0 0 1\r\nx\r\nget a\r\n"))
                .isEqualTo("END\r\nSTORED\r\nVALUE a 0 1\r\nx\r\nEND\r\n");
    }

    @Test
    void multigetMayBeLongerThanTheLineLimit() {
        server.ask("set a 0 0 1\r\nx\r\n");
        String keys = " kkkkkkkkkkkkkkkkkkkk".repeat(5000);
        assertThat(server.ask("get" + keys + " a\r\n")).isEqualTo("VALUE a 0 1\r\nx\r\nEND\r\n");
        assertThat(server.askByteByByte("gets" + keys.substring(0, 4200) + " a\r\n"))
                .startsWith("VALUE a");
    }

    @Test
    void winnerAfterExpiryComesOnlyOnce() {
        assertThat(server.ask("mg k N30 v t\r\nmg k v\r\n")).isEqualTo("VA 0 t30 W\r\n\r\nVA 0 Z\r\n\r\n");
        server.advanceMillis(30_000);
        assertThat(server.ask("mg k N30\r\n")).isEqualTo("HD W\r\n");
    }

    @Test
    void deadItemsLeaveTheAccounts() {
        server.ask("set a 0 10 1\r\nx\r\nset b 0 0 1\r\nx\r\n");
        server.advanceMillis(12_000);
        assertThat(server.ask("stats\r\n")).contains("STAT curr_items 1\r\n").contains("STAT bytes 61\r\n");
        server.ask("flush_all\r\n");
        assertThat(server.ask("stats\r\n")).contains("STAT curr_items 0\r\n").contains("STAT bytes 0\r\n");
    }
}
