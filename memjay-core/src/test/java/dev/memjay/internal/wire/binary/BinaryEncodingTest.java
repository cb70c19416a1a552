package dev.memjay.internal.wire.binary;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the binary dialect says for each request, and what it refuses. */
class BinaryEncodingTest {
    private final BinaryDialect dialect = new BinaryDialect();

    private String said(Request request) {
        assertThat(dialect.refusal(request)).isNull();
        return Packets.shown(Wire.said(dialect, new TestExchange(request, "foo")));
    }

    private static StoreRequest store(Mode mode, String data, int flags, long exptime, long cas) {
        return new StoreRequest(Verb.SET, mode, data.getBytes(ISO_8859_1), flags, exptime, cas);
    }

    @Test
    void theHeaderIsWholeAndInOrder() {
        Output out = new Output();
        dialect.encode(new TestExchange(store(Mode.SET, "bar", 5, 60, 7), "foo"), 3, out);
        assertThat(Wire.text(out))
                .isEqualTo("\u0080\u0001\0\3\10\0\0\0\0\0\0\16\0\0\14\0\0\0\0\0\0\0\0\7\0\0\0\5\0\0\0\74foobar");
    }

    @Test
    void reads() {
        assertThat(said(ReadRequest.GET)).isEqualTo("8000 k3 o00000000 c0 [] foo");
        assertThat(said(ReadRequest.GETS)).isEqualTo("8000 k3 o00000000 c0 [] foo");
        assertThat(said(ReadRequest.LOOKUP)).isEqualTo("8000 k3 o00000000 c0 [] foo");
        assertThat(said(ReadRequest.CONTAINS)).isEqualTo("8000 k3 o00000000 c0 [] foo");
        assertThat(said(ReadRequest.getAndTouch(60))).isEqualTo("801d k3 o00000000 c0 [0000003c] foo");
        assertThat(said(ReadRequest.touch(Verb.TOUCH, 60))).isEqualTo("801c k3 o00000000 c0 [0000003c] foo");
    }

    @Test
    void stores() {
        assertThat(said(store(Mode.SET, "bar", -1, 60, 0))).isEqualTo("8001 k3 o00000000 c0 [ffffffff0000003c] foobar");
        assertThat(said(store(Mode.ADD, "", 0, 0, 0))).isEqualTo("8002 k3 o00000000 c0 [0000000000000000] foo");
        assertThat(said(store(Mode.REPLACE, "bar", 5, 0, 0)))
                .isEqualTo("8003 k3 o00000000 c0 [0000000500000000] foobar");
        assertThat(said(store(Mode.APPEND, "bar", 5, Exptime.UNCHANGED, 0)))
                .isEqualTo("800e k3 o00000000 c0 [] foobar");
        assertThat(said(store(Mode.PREPEND, "bar", 5, Exptime.UNCHANGED, 8)))
                .isEqualTo("800f k3 o00000000 c8 [] foobar");
        assertThat(said(store(Mode.SET, "bar", 0, Exptime.UNCHANGED, -1)))
                .isEqualTo("8001 k3 o00000000 cffffffffffffffff [0000000000000000] foobar");
        String value = "v".repeat(Output.BIG + 1);
        assertThat(said(store(Mode.SET, value, 0, 0, 0)))
                .isEqualTo("8001 k3 o00000000 c0 [0000000000000000] foo" + value);
    }

    @Test
    void deletesAndCounts() {
        assertThat(said(new DeleteRequest(Verb.DELETE, 0, false))).isEqualTo("8004 k3 o00000000 c0 [] foo");
        assertThat(said(new DeleteRequest(Verb.DELETE, 7, false))).isEqualTo("8004 k3 o00000000 c7 [] foo");
        assertThat(said(CountRequest.existing(Verb.INCR, 1)))
                .isEqualTo("8005 k3 o00000000 c0 [00000000000000010000000000000000ffffffff] foo");
        assertThat(said(CountRequest.creating(Verb.DECR, -1, 9, 60)))
                .isEqualTo("8006 k3 o00000000 c0 [ffffffffffffffff00000000000000090000003c] foo");
    }

    @Test
    void runsAreQuietAndFenced() {
        int[] rows = {0, 1};
        String[] keys = {"a", "b"};
        for (Object[] each : new Object[][] {
            {ReadRequest.GET_ALL, "09"},
            {ReadRequest.getAndTouch(60), "1e"},
            {ReadRequest.touch(Verb.TOUCH_ALL, 60), "1c"},
            {store(Mode.SET, "", 0, 0, 0), "11"},
            {store(Mode.ADD, "", 0, 0, 0), "12"},
            {store(Mode.REPLACE, "", 0, 0, 0), "13"},
            {store(Mode.APPEND, "", 0, 0, 0), "19"},
            {store(Mode.PREPEND, "", 0, 0, 0), "1a"},
            {new DeleteRequest(Verb.DELETE_ALL, 0, false), "14"},
            {CountRequest.existing(Verb.INCR, 1), "15"},
            {CountRequest.existing(Verb.DECR, 1), "16"}
        }) {
            Request[] requests = new Request[2];
            Arrays.fill(requests, each[0]);
            String[] lines = said(new QuietRun(Verb.SET_ALL, requests, keys, null, rows, null))
                    .split("\n");
            assertThat(lines).hasSize(3);
            assertThat(lines[0])
                    .startsWith("80" + each[1] + " k1 o00000000 c0 [")
                    .endsWith("] a");
            assertThat(lines[1])
                    .startsWith("80" + each[1] + " k1 o00000001 c0 [")
                    .endsWith("] b");
            assertThat(lines[2]).isEqualTo("800a k0 o000003ff c0 [] ");
        }
        assertThat(said(new GetRun(keys, rows, true, null)))
                .isEqualTo("8009 k1 o00000000 c0 [] a\n8009 k1 o00000001 c0 [] b\n800a k0 o000003ff c0 [] ");
    }

    @Test
    void opaquesHaveNumberAndIndex() {
        Output out = new Output();
        dialect.encode(new TestExchange(new GetRun(new String[] {"a", "b"}, new int[2], false, null), null), 5, out);
        assertThat(Packets.shown(Wire.text(out)))
                .contains("o00001400")
                .contains("o00001401")
                .contains("o000017ff");
    }

    @Test
    void base64KeysGoAsTheBytesTheyStandFor() {
        Exchange exchange = new TestExchange(ReadRequest.GET, "AAEC/w==");
        exchange.base64Key = true;
        assertThat(Packets.shown(Wire.said(dialect, exchange))).isEqualTo("8000 k4 o00000000 c0 [] \0\1\2\u00ff");
        QuietRun run = new QuietRun(
                Verb.DELETE_ALL,
                new Request[] {new DeleteRequest(Verb.DELETE_ALL, 0, false)},
                new String[] {"AAEC/w=="},
                new boolean[] {true},
                new int[1],
                null);
        assertThat(dialect.refusal(run, false)).isNull();
        assertThat(said(run)).startsWith("8014 k4 o00000000 c0 [] \0\1\2\u00ff\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "version=800b k0 o00000000 c0 [] ",
                "stats=8010 k0 o00000000 c0 [] ",
                "stats settings=8010 k8 o00000000 c0 [] settings",
                "stats detail dump=8010 k11 o00000000 c0 [] detail dump",
                "flush_all=8008 k0 o00000000 c0 [] ",
                "flush_all 60=8008 k0 o00000000 c0 [0000003c] "
            })
    void commandsOfAdministration(String each) {
        String[] parts = each.split("=", 2);
        assertThat(said(new TextCommand(parts[0], Ending.END))).isEqualTo(parts[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "verbosity 1",
                "cache_memlimit 64",
                "flush_all 1 noreply",
                "flush_all -1",
                "version x",
                "mn",
                "",
                "lru"
            })
    void otherCommandsOfAdministrationAreRefused(String line) {
        assertThat(dialect.refusal(new TextCommand(line, Ending.LINE)))
                .contains("the binary dialect has no command")
                .contains("the meta and the classic dialect");
    }

    @Test
    void whatItCannotSay() {
        String metaCan = "; the meta dialect can";
        assertThat(dialect.refusal(ReadRequest.INSPECT)).contains("the facts of an item" + metaCan);
        assertThat(dialect.refusal(new DeleteRequest(Verb.INVALIDATE, 0, true)))
                .contains("mark an item stale" + metaCan);
        assertThat(dialect.refusal(store(Mode.ADD, "", 0, 0, 7))).contains("use set or replace");
        assertThat(dialect.refusal(ReadRequest.lease(Verb.GET_OR_COMPUTE, 1, 0, false)))
                .contains("gives no leases; the meta dialect does");
        assertThat(dialect.refusal(new RawMeta("mg", List.of("v"), null))).contains("the meta dialect does");
        Request[] stale = {new DeleteRequest(Verb.INVALIDATE, 0, true)};
        assertThat(dialect.refusal(new QuietRun(Verb.DELETE_ALL, stale, new String[] {"a"}, null, new int[1], null)))
                .contains(metaCan);
        assertThat(dialect.refusal(new GetRun(new String[1024], new int[1024], false, null)))
                .contains("smaller runs");
        assertThat(dialect.refusal(new GetRun(new String[1023], new int[1023], false, null)))
                .isNull();
    }
}
