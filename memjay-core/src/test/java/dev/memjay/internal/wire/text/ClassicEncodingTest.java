package dev.memjay.internal.wire.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TestExchange;
import dev.memjay.internal.wire.Wire;
import dev.memjay.model.Verb;
import org.junit.jupiter.api.Test;

/** What the classic dialect says for each request, and what it refuses. */
class ClassicEncodingTest {
    private final ClassicDialect dialect = new ClassicDialect();

    private String said(Request request) {
        assertThat(dialect.refusal(request)).isNull();
        return Wire.said(dialect, new TestExchange(request, "foo"));
    }

    private static StoreRequest store(Mode mode, String data, int flags, long exptime, long cas) {
        return new StoreRequest(Verb.SET, mode, data.getBytes(ISO_8859_1), flags, exptime, cas);
    }

    @Test
    void reads() {
        assertThat(said(ReadRequest.GET)).isEqualTo("get foo\r\n");
        assertThat(said(ReadRequest.GET_ALL)).isEqualTo("get foo\r\n");
        assertThat(said(ReadRequest.CONTAINS)).isEqualTo("get foo\r\n");
        assertThat(said(ReadRequest.withEnd(Verb.CONTAINS, 60))).isEqualTo("get foo\r\n");
        assertThat(said(ReadRequest.withEnd(Verb.GET, 60))).isEqualTo("get foo\r\n");
        assertThat(said(ReadRequest.GETS)).isEqualTo("gets foo\r\n");
        assertThat(said(ReadRequest.LOOKUP)).isEqualTo("gets foo\r\n");
        assertThat(said(ReadRequest.getAndTouch(60))).isEqualTo("gats 60 foo\r\n");
        assertThat(said(ReadRequest.touch(Verb.TOUCH, -1))).isEqualTo("touch foo -1\r\n");
    }

    @Test
    void stores() {
        assertThat(said(store(Mode.SET, "bar", -1, 60, 0))).isEqualTo("set foo 4294967295 60 3\r\nbar\r\n");
        assertThat(said(store(Mode.ADD, "", 0, 0, 0))).isEqualTo("add foo 0 0 0\r\n\r\n");
        assertThat(said(store(Mode.REPLACE, "bar", 5, 0, 0))).isEqualTo("replace foo 5 0 3\r\nbar\r\n");
        assertThat(said(store(Mode.APPEND, "bar", 0, Exptime.UNCHANGED, 0))).isEqualTo("append foo 0 0 3\r\nbar\r\n");
        assertThat(said(store(Mode.PREPEND, "bar", 0, Exptime.UNCHANGED, 0))).isEqualTo("prepend foo 0 0 3\r\nbar\r\n");
        assertThat(said(store(Mode.SET, "bar", 5, 60, -1))).isEqualTo("cas foo 5 60 3 18446744073709551615\r\nbar\r\n");
        String value = "v".repeat(Output.BIG + 1);
        assertThat(said(store(Mode.SET, value, 0, 0, 0))).isEqualTo("set foo 0 0 16385\r\n" + value + "\r\n");
    }

    @Test
    void deletesAndCounts() {
        assertThat(said(new DeleteRequest(Verb.DELETE, 0, false))).isEqualTo("delete foo\r\n");
        assertThat(said(CountRequest.existing(Verb.INCR, 1))).isEqualTo("incr foo 1\r\n");
        assertThat(said(CountRequest.existing(Verb.DECR, -1))).isEqualTo("decr foo 18446744073709551615\r\n");
    }

    @Test
    void aKeySpelledNoreplyIsNeverTheLastWordOfADelete() {
        TestExchange exchange = new TestExchange(new DeleteRequest(Verb.DELETE, 0, false), "noreply");
        assertThat(Wire.said(dialect, exchange)).isEqualTo("delete noreply 0\r\n");
    }

    @Test
    void runsArePlainCommands() {
        QuietRun run = new QuietRun(
                Verb.SET_ALL,
                new Request[] {store(Mode.SET, "1", 0, 0, 0), store(Mode.SET, "2", 0, 0, 0)},
                new String[] {"a", "b"},
                null,
                new int[] {0, 1},
                null);
        assertThat(dialect.refusal(run)).isNull();
        assertThat(Wire.said(dialect, new TestExchange(run, null)))
                .isEqualTo("set a 0 0 1\r\n1\r\nset b 0 0 1\r\n2\r\n");
    }

    @Test
    void refusals() {
        assertThat(dialect.refusal(ReadRequest.INSPECT)).contains("meta dialect can");
        assertThat(dialect.refusal(new DeleteRequest(Verb.DELETE, 7, false))).contains("CAS");
        DeleteRequest invalidate = new DeleteRequest(Verb.DELETE, 0, true);
        assertThat(dialect.refusal(invalidate)).contains("stale");
        assertThat(dialect.refusal(CountRequest.creating(Verb.INCR, 1, 0, 0))).contains("add()");
        assertThat(dialect.refusal(store(Mode.APPEND, "bar", 0, 0, 7))).contains("CAS");
        QuietRun run = new QuietRun(
                Verb.DELETE_ALL,
                new Request[] {new DeleteRequest(Verb.DELETE, 0, false), invalidate},
                new String[] {"a", "b"},
                null,
                new int[] {0, 1},
                null);
        assertThat(dialect.refusal(run)).contains("stale");
        assertThat(dialect.carriesBinaryKeys()).isFalse();
        assertThat(new MetaDialect().carriesBinaryKeys()).isTrue();
    }
}
