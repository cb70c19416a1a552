package dev.memjay.internal.wire.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.NodeTraits.Peer;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.model.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the classic dialect cannot say, and what a proxy would close the connection over. */
class ClassicRefusalsTest {
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 0, false);

    private final ClassicDialect server = new ClassicDialect(1000);
    private final ClassicDialect closing = new ClassicDialect(NodeTraits.of(Peer.CLOSING_PROXY, null));
    private final ClassicDialect silent = new ClassicDialect(NodeTraits.of(Peer.SILENT_PROXY, null));

    @Test
    void factsStalenessAndNumbersOfOnesOwnAreForMeta() {
        assertThat(server.refusal(ReadRequest.INSPECT)).contains("cannot tell the facts");
        assertThat(server.refusal(ReadRequest.LOOKUP)).isNull();
        assertThat(server.refusal(ReadRequest.lease(Verb.GET, 30, 0, false))).contains("gives no leases");
        assertThat(server.refusal(new DeleteRequest(Verb.INVALIDATE, 0, true))).contains("mark an item stale");
        assertThat(server.refusal(new DeleteRequest(Verb.DELETE, 7, false))).contains("CAS number on delete");
        assertThat(server.refusal(DELETE)).isNull();
        assertThat(server.refusal(new StoreRequest(Verb.SET, Mode.SET, new byte[0], 0, 0, 0, 9)))
                .contains("choose an item's CAS number");
        assertThat(server.refusal(CountRequest.existing(Verb.INCR, 1))).isNull();
    }

    @ParameterizedTest
    @CsvSource({"SET, true", "REPLACE, true", "ADD, false", "APPEND, false", "PREPEND, false"})
    void aCasNumberIsComparedWhereAValueIsReplaced(Mode mode, boolean isCompared) {
        assertThat(server.refusal(new StoreRequest(Verb.CAS, mode, new byte[0], 0, 0, 7)) == null)
                .isEqualTo(isCompared);
        assertThat(server.refusal(new StoreRequest(Verb.SET, mode, new byte[0], 0, 0, 0)))
                .isNull();
    }

    @Test
    void proxiesAreNotAskedWhatTheyWouldCloseTheConnectionOver() {
        TextCommand version = new TextCommand("version", Ending.LINE);
        TextCommand stats = new TextCommand("stats", Ending.END);

        assertThat(List.of(version, stats)).allMatch(command -> server.refusal(command) == null);
        assertThat(new ClassicDialect(NodeTraits.of(Peer.PROXY, null)).refusal(stats))
                .isNull();
        assertThat(closing.refusal(version)).isNull();
        assertThat(closing.refusal(stats)).contains("ask the servers");
        assertThat(silent.refusal(version)).contains("ask the servers");
        for (ClassicDialect proxy : List.of(closing, silent)) {
            assertThat(proxy.refusal(ReadRequest.getAndTouch(9))).contains("knows no gat");
            assertThat(proxy.refusal(ReadRequest.touch(Verb.TOUCH, 9))).isNull();
            assertThat(proxy.refusal(ReadRequest.GET)).isNull();
        }
        assertThat(server.refusal(ReadRequest.getAndTouch(9))).isNull();
    }

    @Test
    void aRunIsRefusedForOneOfItsCommands() {
        Request stale = new DeleteRequest(Verb.DELETE_ALL, 0, true);
        Request[] requests = {DELETE, stale};
        BulkResult rows = BulkResult.forWrites(2);
        QuietRun run = new QuietRun(Verb.DELETE_ALL, requests, new String[] {"a", "b"}, null, new int[] {0, 1}, rows);

        assertThat(server.refusal(run)).isEqualTo(server.refusal(stale));
        requests[1] = DELETE;
        assertThat(server.refusal(run)).isNull();
    }
}
