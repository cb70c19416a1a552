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
    void itIsSaidOnce() {
        MemjayException error = error(true);
        assertThat(error).hasMessage("incr on h:1: lost; it may have been applied");

        assertThat(error.appliedElsewhere().appliedElsewhere())
                .hasMessage("incr on h:1: lost; it may have been applied");
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
