package dev.memjay.internal.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.internal.wire.binary.BinaryDialect;
import dev.memjay.internal.wire.text.ClassicDialect;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.Verb;
import java.util.Arrays;

/** Feeds any bytes to a decoder as the reply to any request: it may find a violation, and do nothing worse. */
final class DecoderTrial {
    private static final Dialect[] DIALECTS = {
        new MetaDialect(4096),
        new ClassicDialect(4096),
        new BinaryDialect(4096),
        new MetaDialect(4096, NodeTraits.of(NodeTraits.Peer.SERVER, new ServerVersion(1, 6, 9)))
    };
    private static final Request[] SINGLES = {
        ReadRequest.GET,
        ReadRequest.GETS,
        ReadRequest.LOOKUP,
        ReadRequest.INSPECT,
        ReadRequest.CONTAINS,
        ReadRequest.touch(Verb.TOUCH, 9),
        new StoreRequest(Verb.SET, Mode.SET, new byte[] {'x'}, 0, 0, 0),
        new StoreRequest(Verb.CAS, Mode.SET, new byte[] {'x'}, 0, 0, 7),
        new DeleteRequest(Verb.DELETE, 0, false),
        CountRequest.existing(Verb.INCR, 1),
        new TextCommand("stats", Ending.END),
        new TextCommand("version", Ending.LINE)
    };
    private static final String[] KEYS = {"a", "b", "c", "foo"};
    /** Kinds of request, each in every dialect. */
    static final int KINDS = DIALECTS.length * (SINGLES.length + 4);

    private DecoderTrial() {}

    /**
     * Takes {@code reply} apart, whole and in fragments.
     *
     * @param kind the request, from 0 to below {@link #KINDS}
     * @param cut where the reply is cut in two, or where the caller leaves
     */
    static String run(int kind, int cut, byte[] reply) {
        Dialect dialect = DIALECTS[kind % DIALECTS.length];
        int request = kind / DIALECTS.length;
        int place = reply.length == 0 ? 0 : cut % reply.length;
        String told = Wire.arrive(dialect, exchange(request), reply, reply.length, false);
        assertThat(Wire.arrive(dialect, exchange(request), reply, place, true)).isEqualTo(told);
        assertThat(Wire.bytewise(dialect, exchange(request), reply)).isEqualTo(told);
        if (reply.length > 0) {
            Wire.left(dialect, exchange(request), new String(reply, ISO_8859_1), place);
        }
        return told;
    }

    private static TestExchange exchange(int request) {
        if (request < SINGLES.length) {
            return new TestExchange(SINGLES[request], "foo");
        }
        int[] rows = {0, 1, 2, 3};
        int bulk = request - SINGLES.length;
        if (bulk < 2) {
            BulkResult result = BulkResult.forReads(KEYS.length, false);
            return new TestExchange(new GetRun(KEYS, rows, bulk == 1, result), null, result);
        }
        Request item = bulk == 2 ? ReadRequest.GET_ALL : SINGLES[6];
        BulkResult result = bulk == 2 ? BulkResult.forReads(KEYS.length, true) : BulkResult.forWrites(KEYS.length);
        Request[] items = new Request[KEYS.length];
        Arrays.fill(items, item);
        return new TestExchange(new QuietRun(item.verb(), items, KEYS, null, rows, result), null, result);
    }
}
