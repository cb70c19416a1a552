package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
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
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What the meta dialect says for each request. */
class MetaEncodingTest {
    private final MetaDialect dialect = new MetaDialect();

    private String said(Request request) {
        return Wire.said(dialect, new TestExchange(request, "foo"));
    }

    private static StoreRequest store(Mode mode, String data, int flags, long exptime, long cas) {
        return new StoreRequest(Verb.SET, mode, data.getBytes(ISO_8859_1), flags, exptime, cas);
    }

    @Test
    void leases() {
        assertThat(said(ReadRequest.lease(Verb.LEASE, 30, 0, false))).isEqualTo("mg foo v f c N30 OAAAA\r\n");
        assertThat(said(ReadRequest.lease(Verb.LEASE, 30, 60, true))).isEqualTo("mg foo v t l h f c N30 R60 OAAAA\r\n");
        assertThat(said(ReadRequest.occupy(Verb.INVALIDATE, 30))).isEqualTo("mg foo s f c N30 OAAAA\r\n");
        assertThat(said(new DeleteRequest(Verb.INVALIDATE, 0, true, 30))).isEqualTo("md foo I T30 OAAAA\r\n");
        assertThat(said(new DeleteRequest(Verb.ABANDON, 7, true))).isEqualTo("md foo C7 I OAAAA\r\n");
        assertThat(said(new StoreRequest(Verb.SET, StoreRequest.Mode.SET, new byte[] {'x'}, 0, 30, 0, 42)))
                .isEqualTo("ms foo 1 T30 E42 OAAAA\r\nx\r\n");
        assertThat(said(new RawMeta("mg", List.of("v", "N30"), null))).isEqualTo("mg foo v N30 OAAAA\r\n");
        assertThat(said(new RawMeta("ms", List.of("T9"), new byte[] {'x'}))).isEqualTo("ms foo 1 T9 OAAAA\r\nx\r\n");
    }

    @Test
    void reads() {
        assertThat(said(ReadRequest.GET)).isEqualTo("mg foo v f c OAAAA\r\n");
        assertThat(said(ReadRequest.GETS)).isEqualTo("mg foo v f c OAAAA\r\n");
        assertThat(said(ReadRequest.LOOKUP)).isEqualTo("mg foo v t l h f c OAAAA\r\n");
        assertThat(said(ReadRequest.INSPECT)).isEqualTo("mg foo s t l h f c u OAAAA\r\n");
        assertThat(said(ReadRequest.CONTAINS)).isEqualTo("mg foo s f c OAAAA\r\n");
        assertThat(said(ReadRequest.getAndTouch(60))).isEqualTo("mg foo T60 v f c OAAAA\r\n");
        assertThat(said(ReadRequest.getAndTouch(Exptime.NEVER))).isEqualTo("mg foo T0 v f c OAAAA\r\n");
        assertThat(said(ReadRequest.touch(Verb.TOUCH, -1))).isEqualTo("mg foo T-1 s c OAAAA\r\n");
    }

    @Test
    void stores() {
        assertThat(said(store(Mode.SET, "bar", 0, 0, 0))).isEqualTo("ms foo 3 OAAAA\r\nbar\r\n");
        assertThat(said(store(Mode.SET, "", -1, 60, -1)))
                .isEqualTo("ms foo 0 F4294967295 T60 C18446744073709551615 OAAAA\r\n\r\n");
        assertThat(said(store(Mode.ADD, "bar", 5, 0, 0))).isEqualTo("ms foo 3 ME F5 OAAAA\r\nbar\r\n");
        assertThat(said(store(Mode.REPLACE, "bar", 0, 1, 0))).isEqualTo("ms foo 3 MR T1 OAAAA\r\nbar\r\n");
        assertThat(said(store(Mode.APPEND, "bar", 5, 60, 0))).isEqualTo("ms foo 3 MA OAAAA\r\nbar\r\n");
        assertThat(said(store(Mode.PREPEND, "bar", 5, 60, 7))).isEqualTo("ms foo 3 MP C7 OAAAA\r\nbar\r\n");
    }

    @Test
    void aLargeValueIsReferredToInItsPlace() {
        String value = "v".repeat(Output.BIG + 1);
        assertThat(said(store(Mode.SET, value, 0, 0, 0))).isEqualTo("ms foo 16385 OAAAA\r\n" + value + "\r\n");
    }

    @Test
    void deletes() {
        assertThat(said(new DeleteRequest(Verb.DELETE, 0, false))).isEqualTo("md foo OAAAA\r\n");
        assertThat(said(new DeleteRequest(Verb.DELETE, 7, true))).isEqualTo("md foo C7 I OAAAA\r\n");
    }

    @Test
    void counts() {
        assertThat(said(CountRequest.existing(Verb.INCR, 1))).isEqualTo("ma foo D1 v OAAAA\r\n");
        assertThat(said(CountRequest.existing(Verb.DECR, -1))).isEqualTo("ma foo MD D18446744073709551615 v OAAAA\r\n");
        assertThat(said(CountRequest.creating(Verb.INCR, 1, 5, 60))).isEqualTo("ma foo D1 N60 J5 v OAAAA\r\n");
        assertThat(said(CountRequest.creating(Verb.INCR, 1, 0, Exptime.UNCHANGED)))
                .isEqualTo("ma foo D1 N0 J0 v OAAAA\r\n");
    }

    @Test
    void theOpaqueIsTheLowBitsOfTheNumber() {
        assertThat(opaqueOf(1)).isEqualTo("AAAB");
        assertThat(opaqueOf(63)).isEqualTo("AAA_");
        assertThat(opaqueOf(64)).isEqualTo("AABA");
        assertThat(opaqueOf(-1)).isEqualTo("____");
        assertThat(opaqueOf(1 << 24)).isEqualTo("AAAA");
    }

    private String opaqueOf(int number) {
        Output out = new Output();
        dialect.encode(new TestExchange(ReadRequest.GET, "foo"), number, out);
        return Wire.text(out).substring("mg foo v f c O".length()).strip();
    }

    @Test
    void base64Keys() {
        for (Request request : new Request[] {
            ReadRequest.GET,
            ReadRequest.CONTAINS,
            store(Mode.SET, "bar", 0, 0, 0),
            new DeleteRequest(Verb.DELETE, 0, false),
            CountRequest.existing(Verb.INCR, 1)
        }) {
            TestExchange exchange = new TestExchange(request, "Zm9v");
            exchange.base64Key = true;
            assertThat(Wire.said(dialect, exchange)).containsPattern("^m. Zm9v( 3)? b ");
        }
    }

    @Test
    void runs() {
        QuietRun reads = new QuietRun(
                Verb.GET_ALL,
                new Request[] {ReadRequest.GET_ALL, ReadRequest.touch(Verb.TOUCH_ALL, 60)},
                new String[] {"a", "Yg=="},
                new boolean[] {false, true},
                new int[] {0, 1},
                null);
        assertThat(Wire.said(dialect, new TestExchange(reads, null)))
                .isEqualTo("mg a v f c q OAAAAAAA\r\nmg Yg== b T60 s c q OAAAAAAB\r\nmn\r\n");
        QuietRun writes = new QuietRun(
                Verb.SET_ALL,
                new Request[] {
                    store(Mode.SET, "1", 0, 9, 0),
                    new DeleteRequest(Verb.DELETE, 0, false),
                    CountRequest.existing(Verb.INCR, 1)
                },
                new String[] {"a", "b", "c"},
                null,
                new int[] {0, 1, 2},
                null);
        assertThat(Wire.said(dialect, new TestExchange(writes, null)))
                .isEqualTo("ms a 1 T9 q OAAAAAAA\r\n1\r\nmd b q OAAAAAAB\r\nma c D1 q OAAAAAAC\r\nmn\r\n");
    }

    @Test
    void manyKeysAndText() {
        GetRun bulk = new GetRun(new String[] {"a", "b"}, new int[] {0, 1}, false, null);
        assertThat(Wire.said(dialect, new TestExchange(bulk, null))).isEqualTo("get a b\r\n");
        bulk = new GetRun(new String[] {"a"}, new int[] {0}, true, null);
        assertThat(Wire.said(dialect, new TestExchange(bulk, null))).isEqualTo("gets a\r\n");
        TextCommand stats = new TextCommand("stats items", TextCommand.Ending.END);
        assertThat(Wire.said(dialect, new TestExchange(stats, null))).isEqualTo("stats items\r\n");
    }

    @Test
    void keyBytesTravelAsTheyAre() {
        assertThat(Wire.said(dialect, new TestExchange(ReadRequest.GET, "k\u00e9\u00ff")))
                .isEqualTo("mg k\u00e9\u00ff v f c OAAAA\r\n");
    }

    @Test
    void aRunWhoseIndexesDoNotFitIsRefused() {
        Request[] requests = new Request[Opaque.MAX_ITEMS + 1];
        QuietRun run = new QuietRun(Verb.GET_ALL, requests, new String[0], null, new int[0], null);
        assertThat(dialect.refusal(run)).contains("smaller runs");
        assertThat(dialect.refusal(ReadRequest.INSPECT)).isNull();
    }

    @Test
    void whoeverLeftIsNotEncoded() {
        TestExchange store = new TestExchange(store(Mode.SET, "bar", 0, 0, 0), "foo");
        store.leave();
        store.key = "foo";
        assertThatThrownBy(() -> Wire.said(dialect, store)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> Wire.said(dialect, new TestExchange(ReadRequest.GET, null)))
                .isInstanceOf(IllegalStateException.class);
        GetRun shape = new GetRun(new String[0], new int[0], false, null);
        assertThatThrownBy(() -> Wire.said(dialect, new TestExchange(shape, null)))
                .isInstanceOf(IllegalStateException.class);
    }
}
