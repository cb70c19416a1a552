package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.error.BulkException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.DownNodePolicy;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keys of one bulk call, and what it has to answer when something is wrong with one node.
 *
 * @param keys all of them
 * @param victims those that belong to the node
 */
record Batch(List<String> keys, Set<String> victims) {
    static Batch of(List<String> keys, Memjay memjay, int port) {
        Set<String> victims = new HashSet<>(keys);
        victims.removeIf(key -> memjay.nodeFor(key).port() != port);
        assertThat(victims).hasSizeBetween(2, 50);
        return new Batch(keys, victims);
    }

    /** The keys that belong to the other nodes. */
    List<String> others() {
        return keys.stream().filter(key -> !victims.contains(key)).toList();
    }

    /** Calls: the victims fail with the error, as the policy for failures shows it, and the others do not. */
    void onlyVictimsFail(
            BulkVerb verb,
            FailurePolicy failures,
            Keyspace<String, String> texts,
            Class<? extends MemjayException> error) {
        Keyspace<String, String> view = texts.withFailurePolicy(failures);
        if (verb == BulkVerb.LOOKUP_ALL) {
            tellsEachFailure((Map<?, ?>) verb.call(view, keys), error);
            return;
        }
        Set<String> listed = verb.namesFailures() ? Set.of() : Set.copyOf(others());
        if (!verb.throwsUnder(failures)) {
            assertThat(verb.listed(verb.call(view, keys)))
                    .as("%s", failures)
                    .isEqualTo(verb.namesFailures() ? victims : listed);
            return;
        }
        assertThat(catchThrowable(() -> verb.call(view, keys)))
                .as("%s", failures)
                .isInstanceOfSatisfying(BulkException.class, bulk -> {
                    assertThat(bulk.failed().keySet()).isEqualTo(victims);
                    assertThat(bulk.failed().values())
                            .allSatisfy(e -> assertThat(e).isInstanceOf(error));
                    assertThat(verb.listed(bulk.<Object>results())).isEqualTo(listed);
                });
    }

    private void tellsEachFailure(Map<?, ?> lookups, Class<? extends MemjayException> error) {
        assertThat(lookups.keySet()).isEqualTo(Set.copyOf(keys));
        keys.forEach(key -> {
            if (victims.contains(key)) {
                assertThat(lookups.get(key))
                        .isInstanceOfSatisfying(
                                Lookup.Failed.class,
                                failed -> assertThat(failed.error()).isInstanceOf(error));
            } else {
                assertThat(((Lookup<?>) lookups.get(key)).value()).isEqualTo(BulkVerb.value(key));
            }
        });
    }

    /** Calls: nothing fails, and the victims are found where somebody has copies. */
    void isServed(BulkVerb verb, FailurePolicy failures, DownNodePolicy policy, Memjay memjay) {
        Set<String> found = Set.copyOf(policy == DownNodePolicy.REPLICA ? keys : others());
        Object results = verb.call(memjay.strings().withFailurePolicy(failures), keys);
        assertThat(verb.listed(results)).as("%s", failures).isEqualTo(verb.namesFailures() ? Set.of() : found);
        if (verb == BulkVerb.GET_ALL) {
            ((Map<?, ?>) results).forEach((key, value) -> assertThat(value).isEqualTo(BulkVerb.value((String) key)));
        }
        if (verb == BulkVerb.SET_ALL) {
            assertThat(memjay.strings().getAll(keys)).isEqualTo(BulkVerb.values(keys));
        }
    }
}
