package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.binary.BinaryDialect;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the dialects make of a server that gives its items no CAS numbers, and so tells 0 for each. */
class NoCasTest {
    private static final String HIT = "VA 1 f0 c%s OAAAA\r\nx\r\n";

    static List<Dialect> dialects() {
        Dialect udp = new DatagramDialect(new MetaDialect());
        return List.of(new MetaDialect(), new ClassicDialect(), new BinaryDialect(), udp);
    }

    static List<Request> needing() {
        StoreRequest compared = new StoreRequest(Verb.CAS, Mode.SET, new byte[0], 0, 0, 7);
        return List.of(
                ReadRequest.GETS,
                ReadRequest.GETS_TEXT,
                ReadRequest.GETS_ALL,
                ReadRequest.getAndTouch(9).with(ReadRequest.TO_WRITE),
                compared,
                new StoreRequest(Verb.SET, Mode.SET, new byte[0], 0, 0, 0, 7),
                new DeleteRequest(Verb.DELETE, 7, false),
                new DeleteRequest(Verb.ABANDON, 7, true),
                ReadRequest.lease(Verb.LEASE, 30, 0, false),
                ReadRequest.occupy(Verb.INVALIDATE, 30),
                new GetRun(new String[] {"k"}, new int[] {0}, true, null),
                new QuietRun(Verb.SET_ALL, new Request[] {compared}, new String[] {"k"}, null, new int[] {0}, null));
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void whatNeedsANumberIsRefusedOnceThereAreNone(Dialect dialect) {
        dialect.traits().noteCas(false);

        for (Request request : needing()) {
            assertThat(dialect.refusal(request)).as(request.verb().toString()).contains("no CAS numbers");
        }
        dialect.traits().noteCas(true);
        for (Request request : needing()) {
            assertThat(String.valueOf(dialect.refusal(request))).doesNotContain("no CAS numbers");
        }
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void allElseIsSent(Dialect dialect) {
        dialect.traits().noteCas(false);

        for (Request request : List.of(
                ReadRequest.GET,
                ReadRequest.LOOKUP,
                ReadRequest.CONTAINS,
                ReadRequest.plain(Verb.GET_OR_COMPUTE),
                ReadRequest.getAndTouch(9),
                ReadRequest.touch(Verb.TOUCH, 9),
                new StoreRequest(Verb.ADD, Mode.ADD, new byte[0], 0, 0, 0),
                new DeleteRequest(Verb.DELETE, 0, false),
                CountRequest.existing(Verb.INCR, 1),
                new GetRun(new String[] {"k"}, new int[] {0}, false, null))) {
            assertThat(dialect.refusal(request)).as(request.verb().toString()).isNull();
        }
    }

    private static String heard(Dialect dialect, Request request, String reply) {
        return Wire.arrive(
                dialect, new TestExchange(request, "foo"), reply.getBytes(ISO_8859_1), reply.length(), false);
    }

    @Test
    void anItemWithoutANumberIsNoAnswerToWhoWantsOne() {
        for (Request request : new Request[] {ReadRequest.GETS, ReadRequest.lease(Verb.LEASE, 30, 0, false)}) {
            MetaDialect dialect = new MetaDialect();
            assertThat(heard(dialect, request, HIT.formatted("0"))).startsWith("NO_CAS");
            assertThat(dialect.traits().lacksCas()).isTrue();
        }
        assertThat(heard(new MetaDialect(), ReadRequest.lease(Verb.LEASE, 30, 0, false), "VA 0 f0 c0 W OAAAA\r\n\r\n"))
                .startsWith("NO_CAS");
        assertThat(heard(new MetaDialect(), ReadRequest.GET, HIT.formatted("0")))
                .startsWith("HIT");
        assertThat(heard(new MetaDialect(), ReadRequest.GETS, "EN OAAAA\r\n")).isEqualTo("MISS");
        ClassicDialect classic = new ClassicDialect();
        assertThat(heard(classic, ReadRequest.GETS, "VALUE foo 0 1 0\r\nx\r\nEND\r\n"))
                .startsWith("NO_CAS");
        assertThat(classic.traits().lacksCas()).isTrue();
        assertThat(heard(classic, ReadRequest.LOOKUP, "VALUE foo 0 1 0\r\nx\r\nEND\r\n"))
                .startsWith("HIT");
    }

    @Test
    void anyItemTellsWhetherThereAreNumbers() {
        MetaDialect dialect = new MetaDialect();
        assertThat(heard(dialect, ReadRequest.GET, HIT.formatted("0"))).startsWith("HIT");
        assertThat(dialect.traits().lacksCas()).isTrue();
        assertThat(heard(dialect, ReadRequest.GET, "EN OAAAA\r\n")).isEqualTo("MISS");
        assertThat(dialect.traits().lacksCas()).as("a miss tells nothing").isTrue();
        assertThat(heard(dialect, ReadRequest.plain(Verb.GET), "VA 1 f0 OAAAA\r\nx\r\n"))
                .startsWith("HIT");
        assertThat(dialect.traits().lacksCas()).as("nor does a read without").isTrue();
        assertThat(heard(dialect, ReadRequest.GET, HIT.formatted("8"))).startsWith("HIT");
        assertThat(dialect.traits().lacksCas()).as("started anew, with numbers").isFalse();
    }

    @Test
    void eachItemOfABulkReadIsSaidToHaveNone() {
        for (Dialect dialect : new Dialect[] {new MetaDialect(), new ClassicDialect()}) {
            BulkResult result = BulkResult.forReads(2, false);
            GetRun bulk = new GetRun(new String[] {"a", "b"}, new int[] {0, 1}, true, result);
            heard(dialect, bulk, "VALUE a 0 1 0\r\nx\r\nEND\r\n");
            assertThat(result.status(0)).isEqualTo(Status.NO_CAS);
            assertThat(result.status(1)).isEqualTo(Status.MISS);
        }
    }
}
