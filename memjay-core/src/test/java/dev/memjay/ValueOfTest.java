package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.combine.Fallback;
import dev.memjay.error.MemjayException;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the answer of a lookup is to a caller who asked for the value. */
class ValueOfTest {
    private final FakeEngine engine = new FakeEngine();
    private final Keyspace<String, String> view = Views.strings(engine);

    @Test
    void answersAreValuesOrMisses() {
        assertThat(view.valueOf("k", new Lookup.Hit<>("v", Optional.empty()))).isEqualTo("v");
        assertThat(view.valueOf("k", new Lookup.Stale<>("v", Optional.empty()))).isEqualTo("v");
        assertThat(view.valueOf("k", new Lookup.Miss<>())).isNull();
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void failuresEndAsThePolicySays() {
        for (MemjayException error : Errors.outside()) {
            Lookup<String> failed = new Lookup.Failed<>(error);
            assertThatThrownBy(() -> view.valueOf("k", failed)).isSameAs(error);
            assertThat(view.withFailurePolicy(FailurePolicy.MISS_READS).valueOf("k", failed))
                    .isNull();
            assertThat(engine.swallowed).endsWith(error);
        }
        for (MemjayException error : Errors.always()) {
            assertThatThrownBy(
                            () -> view.withFailurePolicy(FailurePolicy.MISS).valueOf("k", new Lookup.Failed<>(error)))
                    .isSameAs(error);
        }
    }

    /** In a chain the failure of a read is that of the last, for a lookup as for a get. */
    @Test
    void ofAChainTheLastOnesPolicyCounts() {
        Lookup<String> failed = new Lookup.Failed<>(Errors.timeout());
        Keyspace<String, String> misses = view.withFailurePolicy(FailurePolicy.MISS);

        assertThat(Fallback.of(view, misses).valueOf("k", failed)).isNull();
        assertThatThrownBy(() -> Fallback.of(misses, view).valueOf("k", failed)).isInstanceOf(MemjayException.class);
    }
}
