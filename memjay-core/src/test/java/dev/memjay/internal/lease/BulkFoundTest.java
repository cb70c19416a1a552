package dev.memjay.internal.lease;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.FakeEngine;
import dev.memjay.codec.Codec;
import dev.memjay.codec.ExpansionBudget;
import dev.memjay.error.CodecException;
import dev.memjay.internal.setting.Settings;
import dev.memjay.internal.verb.Verbs;
import dev.memjay.internal.verb.ViewSettings;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the compressed values of a getAllOrCompute may expand to, round after round. */
class BulkFoundTest {
    private static final int MOST_OF_IT = 100 << 20;

    private final BulkFound<String, String> found = new BulkFound<>(
            new FakeEngine(), new Verbs<>(ViewSettings.of(new Settings(), Codec.strings())), List.of("k"));

    /** Reads a value of an answer as a round does. */
    private long read() {
        try (ExpansionBudget budget = ExpansionBudget.open(found.expandable())) {
            ExpansionBudget.spend(MOST_OF_IT);
            found.expanded(found.expandable() - budget.left());
        }
        return MOST_OF_IT;
    }

    @Test
    void aValueThatIsWaitedForTakesTheBudgetOfItsRoundOnly() {
        for (int round = 0; round < 3; round++) {
            found.asksAgain();
            found.waits(read());
        }
    }

    @Test
    void aValueThatIsServedTakesTheBudgetOfTheWholeCall() {
        found.asksAgain();
        read();
        found.asksAgain();
        assertThatExceptionOfType(CodecException.class).isThrownBy(this::read);
    }
}
