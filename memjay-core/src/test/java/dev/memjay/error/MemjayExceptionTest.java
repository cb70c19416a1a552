package dev.memjay.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.MemjayException.Context;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an error says of whether its command may have been applied, and how that is added later. */
class MemjayExceptionTest {
    private static MemjayException error(boolean mayHaveBeenApplied) {
        return new ConnectionException("lost", new Context("h:1", "incr", 0, mayHaveBeenApplied), null);
    }

    @Test
    void whoKnowsMoreAddsThatItMayHaveBeenApplied() {
        MemjayException error = error(false);
        assertThat(error).hasMessage("incr on h:1: lost");

        assertThat(error.appliedElsewhere()).isSameAs(error);

        assertThat(error.mayHaveBeenApplied()).isTrue();
        assertThat(error).hasMessage("incr on h:1: lost; it may have been applied");
    }

    @Test
    void whateverAMessageQuotesCannotForgeALine() {
        MemjayException error = new ServerErrorException(
                "the server said 'a\nb\u001b[2J\u009bc\u2028d\u202e'", new Context("h:1", "version", 0, false), null);

        assertThat(error).hasMessage("version on h:1: the server said 'a\\u000ab\\u001b[2J\\u009bc\\u2028d\\u202e'");
    }

    @Test
    void itIsSaidOnce() {
        MemjayException error = error(true);
        assertThat(error).hasMessage("incr on h:1: lost; it may have been applied");

        assertThat(error.appliedElsewhere().appliedElsewhere())
                .hasMessage("incr on h:1: lost; it may have been applied");
    }

    @Test
    void ofABulkCallItIsSaidOnceThoughItsFirstKeySaysIt() {
        MemjayException ofKey = error(true);
        BulkException bulk = new BulkException(
                "1 of 2 keys failed, the first with: " + ofKey.getMessage(),
                new Context(null, "setAll", 0, true),
                null,
                Map.of("k", ofKey));
        String message = "setAll: 1 of 2 keys failed, the first with: incr on h:1: lost; it may have been applied";
        assertThat(bulk).hasMessage(message);

        bulk.appliedElsewhere();

        assertThat(bulk).hasMessage(message);
    }

    @Test
    void ofABulkCallEachKeySaysSo() {
        MemjayException ofKey = error(false);
        BulkException bulk = new BulkException("1 of 2", Context.NONE, null, Map.of("k", ofKey));

        bulk.appliedElsewhere();

        assertThat(bulk.mayHaveBeenApplied()).isTrue();
        assertThat(ofKey.mayHaveBeenApplied()).isTrue();
    }
}
