package dev.memjay.internal.wire.binary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.StoreRequest.Mode;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.TextCommand.Ending;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the binary dialect cannot say, and how long its runs may be. */
class BinaryRefusalsTest {
    private static final DeleteRequest STALE = new DeleteRequest(Verb.INVALIDATE, 0, true);
    private static final DeleteRequest DELETE = new DeleteRequest(Verb.DELETE, 7, false);

    private final BinaryDialect dialect = new BinaryDialect(1000);

    @Test
    void whatOnlyMetaCanSay() {
        assertThat(dialect.name()).isEqualTo("binary");
        assertThat(dialect.refusal(new RawMeta("mg", List.of(), null))).contains("no meta commands");
        assertThat(dialect.refusal(ReadRequest.INSPECT)).contains("cannot tell the facts");
        assertThat(dialect.refusal(ReadRequest.LOOKUP)).isNull();
        assertThat(dialect.refusal(ReadRequest.lease(Verb.GET, 30, 0, false))).contains("gives no leases");
        assertThat(dialect.refusal(STALE)).contains("mark an item stale");
        assertThat(dialect.refusal(DELETE)).isNull();
        assertThat(dialect.refusal(new StoreRequest(Verb.SET, Mode.SET, new byte[0], 0, 0, 0, 9)))
                .contains("choose an item's CAS number");
    }

    @ParameterizedTest
    @CsvSource({"SET, true", "REPLACE, true", "APPEND, true", "PREPEND, true", "ADD, false"})
    void onlyAnAddHasNoItemToCompare(Mode mode, boolean isCompared) {
        assertThat(dialect.refusal(new StoreRequest(Verb.CAS, mode, new byte[0], 0, 0, 7)) == null)
                .isEqualTo(isCompared);
        assertThat(dialect.refusal(new StoreRequest(Verb.SET, mode, new byte[0], 0, 0, 0)))
                .isNull();
    }

    @Test
    void commandsThatHaveNoPacket() {
        assertThat(dialect.refusal(new TextCommand("version", Ending.LINE))).isNull();
        assertThat(dialect.refusal(new TextCommand("verbosity 1", Ending.LINE))).contains("no command 'verbosity");
    }

    @Test
    void runsAreAsLongAsTheirIndexesAllow() {
        assertThat(dialect.refusal(run(BinaryDialect.FENCE, DELETE))).isNull();
        assertThat(dialect.refusal(run(BinaryDialect.FENCE + 1, DELETE))).contains("send it in smaller runs");
        assertThat(dialect.refusal(run(2, STALE))).isEqualTo(dialect.refusal(STALE));
        assertThat(dialect.refusal(bulk(BinaryDialect.FENCE))).isNull();
        assertThat(dialect.refusal(bulk(BinaryDialect.FENCE + 1))).contains("send it in smaller runs");
    }

    private static QuietRun run(int size, Request request) {
        Request[] requests = new Request[size];
        Arrays.fill(requests, request);
        return new QuietRun(
                request.verb(), requests, new String[size], null, new int[size], BulkResult.forWrites(size));
    }

    private static GetRun bulk(int size) {
        return new GetRun(new String[size], new int[size], true, BulkResult.forReads(size, false));
    }
}
