package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.memjay.codec.KeyCodec;
import dev.memjay.error.BulkException;
import dev.memjay.error.ClosedException;
import dev.memjay.error.IllegalKeyException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.BulkWrite;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Versioned;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The verbs for several keys: what is sent once, what comes back, and what becomes of keys that fail. */
class BulkVerbsTest {
    private final FakeEngine engine = new FakeEngine();
    private final Keyspace<String, String> view = Views.strings(engine);

    @Test
    void getAllGivesWhatWasFoundInTheOrderAskedAndAsksDuplicatesOnce() {
        engine.rowFinds("c", "3", 0).rowFinds("a", "1", 0);

        assertThat(view.getAll(List.of("c", "b", "a", "c", "b")))
                .containsExactly(Map.entry("c", "3"), Map.entry("a", "1"));
        assertThat(engine.bulk.keys()).containsExactly("c", "b", "a");
        assertThat(engine.bulk.plainValues()).isTrue();
        assertThat(engine.bulk.withCas()).isFalse();
    }

    @Test
    void getsAllHasCasNumbers() {
        engine.rowFinds("a", "1", 0);

        assertThat(view.getsAll(List.of("a", "b"))).containsExactly(Map.entry("a", new Versioned<>("1", 7)));
        assertThat(engine.bulk.withCas()).isTrue();
    }

    @Test
    void lookupAllHasEveryKeyAndNeverThrows() {
        MemjayException timeout = Errors.timeout();
        engine.rowFinds("a", "1", 0)
                .rowFails("b", timeout)
                .rowFails("c", Errors.always().get(0))
                .rowFinds("d", "x", 1);

        Map<String, Lookup<String>> found = view.lookupAll(List.of("e", "d", "c", "b", "a"));

        assertThat(found).containsOnlyKeys("e", "d", "c", "b", "a");
        assertThat(found.keySet()).containsExactly("e", "d", "c", "b", "a");
        assertThat(found.get("a").isHit()).isTrue();
        assertThat(found.get("a").info()).isPresent();
        assertThat(found.get("b")).isEqualTo(new Lookup.Failed<>(timeout));
        assertThat(found.get("c")).isInstanceOf(Lookup.Failed.class);
        assertThat(found.get("d")).as("flags that the codec does not know").isInstanceOf(Lookup.Failed.class);
        assertThat(found.get("e")).isEqualTo(new Lookup.Miss<>());
    }

    @Test
    void setAllTellsTheKeysThatWereNotStored() {
        engine.row("a", Status.STORED).row("b", Status.NOT_STORED).row("c", Status.STORED);

        assertThat(view.setAll(ordered("a", "b", "c"), Duration.ofMinutes(1)).notDone())
                .containsExactly("b");
        assertThat(engine.sent.get(0)).contains("ms a 1 T60 ").contains("ms b 1 T60 ");
    }

    @Test
    void deleteAllAndTouchAllTellTheKeysThatWereThere() {
        engine.row("a", Status.DELETED).row("b", Status.NOT_FOUND).row("c", Status.DELETED);
        assertThat(view.deleteAll(List.of("c", "b", "a", "c")).done()).containsExactly("c", "a");

        engine.row("a", Status.HIT).row("b", Status.MISS).row("c", Status.HIT);
        assertThat(view.touchAll(List.of("c", "b", "a"), Duration.ofMinutes(1)).done())
                .containsExactly("c", "a");
        assertThat(engine.sent.get(1)).contains("mg c ").contains(" T60 ");
    }

    @Test
    void emptyInputMakesNoRequest() {
        assertThat(view.getAll(List.of())).isEmpty();
        assertThat(view.getsAll(Set.of())).isEmpty();
        assertThat(view.lookupAll(List.of())).isEmpty();
        assertThat(view.setAll(Map.of()).notDone()).isEmpty();
        assertThat(view.deleteAll(List.of()).done()).isEmpty();
        assertThat(view.touchAll(List.of(), Duration.ofMinutes(1)).done()).isEmpty();
        assertThat(view.async().getAll(List.of())).isCompletedWithValue(Map.of());
        view.noreply().setAll(Map.of());
        view.noreply().deleteAll(List.of());
        assertThat(engine.sent).isEmpty();
    }

    @Test
    void emptyInputToAClosedClientIsRefusedAllTheSame() {
        engine.closed = true;

        assertThatThrownBy(() -> view.getAll(List.of())).isInstanceOf(ClosedException.class);
        assertThat(view.async().getAll(List.of())).isCompletedExceptionally();
        assertThatThrownBy(() -> view.noreply().deleteAll(List.of())).isInstanceOf(ClosedException.class);
    }

    @Test
    void keysThatAreTheSameOnTheWireAreAskedOnceAndAllAnswered() {
        Keyspace<Object, String> byText = view.withKeyCodec(KeyCodec.text());
        engine.rowFinds("1", "one", 0).rowFinds("2", "two", 0);

        assertThat(byText.getAll(List.of(1, "2", 1L, "1", 3)))
                .containsExactly(
                        Map.entry(1, "one"), Map.entry("2", "two"), Map.entry(1L, "one"), Map.entry("1", "one"));
        assertThat(engine.bulk.keys()).containsExactly("1", "2", "3");
    }

    @Test
    void ofTwoValuesForTheSameWireKeyTheLastIsStored() {
        Keyspace<Object, String> byText = view.withKeyCodec(KeyCodec.text());
        Map<Object, String> values = new LinkedHashMap<>();
        values.put(1, "first");
        values.put(2, "other");
        values.put(1L, "last");
        engine.row("1", Status.NOT_STORED).row("2", Status.STORED);

        assertThat(byText.setAll(values).notDone()).containsExactly(1, 1L);
        assertThat(engine.sent.get(0)).contains("last").contains("other").doesNotContain("first");
    }

    @Test
    void routesAndBase64AreGivenOnlyWhereTheyAreNeeded() {
        view.getAll(List.of("a", "b"));
        assertThat(engine.bulk.routes()).isNull();
        assertThat(engine.bulk.base64()).isNull();

        view.withKeyPolicy(KeyPolicy.BINARY).getAll(List.of("a", "b c", "d"));
        assertThat(engine.bulk.routes()).containsExactly("a", "b c", "d");
        assertThat(engine.bulk.base64()).containsExactly(false, true, false);
        assertThat(engine.bulk.plainValues())
                .as("a classic get knows no base64")
                .isFalse();
    }

    @Test
    void oneIllegalKeyFailsTheCallBeforeAnythingIsSent() {
        assertThatThrownBy(() -> view.getAll(List.of("a", "b c"))).isInstanceOf(IllegalKeyException.class);
        assertThatThrownBy(() -> view.noreply().setAll(Map.of("b c", "v"))).isInstanceOf(IllegalKeyException.class);
        assertThat(engine.sent).isEmpty();
    }

    // Failures

    @Test
    void failedReadsAreThrownTogetherWithWhatWasFound() {
        MemjayException timeout = Errors.timeout();
        engine.rowFinds("a", "1", 0).rowFails("b", timeout).rowFinds("d", "pickle", 1);

        BulkException error = catchThrowableOfType(BulkException.class, () -> view.getAll(List.of("a", "b", "c", "d")));

        assertThat(error.<Map<String, String>>results()).containsExactly(Map.entry("a", "1"));
        assertThat(error.failed()).containsOnlyKeys("b", "d").containsEntry("b", timeout);
        assertThat(error).hasMessageContaining("2 of 4 keys").hasMessageContaining("timed out");
        assertThat(error.command()).isEqualTo("getAll");
    }

    @Test
    void failedWritesAreThrownTogetherWithTheRest() {
        engine.row("a", Status.STORED).row("b", Status.NOT_STORED).rowFails("c", Errors.timeout());

        BulkException error = catchThrowableOfType(BulkException.class, () -> view.setAll(ordered("a", "b", "c")));

        assertThat(error.<Object>results()).isEqualTo(BulkWrite.of(Set.of("a", "b"), Set.of("b"), Set.of()));
        assertThat(error.failed()).containsOnlyKeys("c");
        assertThat(error.mayHaveBeenApplied()).isTrue();
    }

    @Test
    void underMissReadsFailedReadsAreMissesAndWritesThrow() {
        Keyspace<String, String> misses = view.withFailurePolicy(FailurePolicy.MISS_READS);
        engine.rowFinds("a", "1", 0).rowFails("b", Errors.timeout()).rowFinds("c", "pickle", 1);

        assertThat(misses.getAll(List.of("a", "b", "c"))).containsExactly(Map.entry("a", "1"));
        assertThat(engine.swallowed).hasSize(2);
        assertThatThrownBy(() -> misses.deleteAll(List.of("a", "b"))).isInstanceOf(BulkException.class);
    }

    @Test
    void underMissFailedKeysAreNotDoneAndToldApart() {
        Keyspace<String, String> misses = view.withFailurePolicy(FailurePolicy.MISS);
        engine.row("a", Status.STORED).rowFails("b", Errors.timeout());
        assertThat(misses.setAll(ordered("a", "b")).notDone()).containsExactly("b");

        engine.row("a", Status.DELETED);
        BulkWrite<String> deleted = misses.deleteAll(List.of("none", "a", "b"));
        assertThat(deleted.done()).containsExactly("a");
        assertThat(deleted.notDone()).containsExactly("none", "b");
        assertThat(deleted.failed()).containsExactly("b");
        engine.row("a", Status.HIT);
        assertThat(misses.touchAll(List.of("a", "b"), Duration.ofMinutes(1)).done())
                .containsExactly("a");
        assertThat(engine.swallowed).hasSize(3);
    }

    @Test
    void whatNoPolicySwallowsIsThrownWithTheRestOfTheResults() {
        MemjayException unsupported = Errors.always().get(0);
        engine.rowFinds("a", "1", 0).rowFails("b", unsupported).rowFails("c", Errors.timeout());

        BulkException error = catchThrowableOfType(
                BulkException.class,
                () -> view.withFailurePolicy(FailurePolicy.MISS).getAll(List.of("a", "b", "c")));

        assertThat(error.failed()).containsOnlyKeys("b");
        assertThat(error.<Map<String, String>>results()).containsOnlyKeys("a");
        assertThat(engine.swallowed).hasSize(1);
    }

    @Test
    void resultsAreTheCallersOwn() {
        engine.rowFinds("a", "1", 0).rowFinds("b", "2", 0);
        Map<String, String> found = view.getAll(List.of("a", "b"));
        found.put("c", "3");
        found.remove("a");

        assertThat(found).containsOnlyKeys("b", "c");
    }

    private static Map<String, String> ordered(String... keys) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String key : keys) {
            values.put(key, "v");
        }
        return values;
    }
}
