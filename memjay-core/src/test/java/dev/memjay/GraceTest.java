package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.wire.Status;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A view with a load policy that has a grace: what it stores is kept longer, and to its plain reads ends when its own time is over. */
class GraceTest {
    private static final LoadPolicy HOUR_IF_ERROR = LoadPolicy.standard().staleIfError(Duration.ofHours(1));

    private final FakeEngine engine = new FakeEngine();
    private final Keyspace<String, String> view = Views.strings(engine).withLoadPolicy(HOUR_IF_ERROR);

    private void finds(long secondsLeft) {
        finds(Optional.of(Duration.ofSeconds(secondsLeft)), (byte) 0);
    }

    private void finds(Optional<Duration> left, byte marks) {
        engine.finds("value", 0, 7, marks, new ItemInfo(5, left, Duration.ZERO, false, 7, 0));
    }

    @Test
    void aValueWhoseOwnTimeIsOverIsMissing() {
        finds(3600);
        assertThat(view.get("k")).isEqualTo("value");
        finds(3599);
        assertThat(view.get("k")).isNull();
        finds(1);
        assertThat(view.getOrDefault("k", "none")).isEqualTo("none");
        finds(1);
        assertThat(view.contains("k")).isFalse();
        finds(3600);
        assertThat(view.contains("k")).isTrue();
        finds(1);
        assertThat(view.async().get("k").join()).isNull();
        finds(Optional.empty(), (byte) 0);
        assertThat(view.get("k")).as("without an end").isEqualTo("value");
    }

    @Test
    void aLookupTellsWhatIsThere() {
        finds(1);
        Lookup<String> answer = view.lookup("k");
        assertThat(answer.value()).isEqualTo("value");
        assertThat(view.valueOf("k", answer)).isNull();
    }

    @Test
    void whatThePolicyServesWhileOneRefreshesIsServed() {
        Keyspace<String, String> served =
                Views.strings(engine).withLoadPolicy(HOUR_IF_ERROR.staleWhileRevalidate(Duration.ofMinutes(10)));
        finds(3000);
        assertThat(served.get("k")).isEqualTo("value");
        finds(2999);
        assertThat(served.get("k")).isNull();
    }

    @Test
    void whatIsStoredIsKeptForTheGraceToo() {
        Duration ttl = Duration.ofMinutes(1);
        engine.answers(Status.STORED);
        view.set("k", "value", ttl);
        engine.answers(Status.STORED);
        view.add("k", "value", ttl);
        engine.answers(Status.STORED);
        view.cas("k", "value", 7, ttl);
        engine.answers(Status.HIT);
        view.touch("k", ttl);
        assertThat(engine.sent).hasSize(4).allMatch(command -> command.contains("T3660"));
        engine.sent.clear();

        engine.answers(Status.STORED);
        view.set("k", "value", Memjay.NEVER);
        assertThat(engine.sent).hasSize(1).noneMatch(command -> command.contains("T3"));
        engine.sent.clear();
        engine.answers(Status.STORED);
        Views.strings(engine).set("k", "value", ttl);
        assertThat(engine.sent).hasSize(1).allMatch(command -> command.contains("T60"));
    }

    @Test
    void withoutAGraceAGetAsksForNoEnd() {
        engine.answers(Status.MISS);
        Views.strings(engine).get("k");
        engine.answers(Status.MISS);
        view.get("k");
        assertThat(engine.sent.get(0)).doesNotContain(" t");
        assertThat(engine.sent.get(1)).contains(" t");
    }

    @Test
    void manyAreTheSame() {
        assertThat(view.setAll(Map.of("a", "1"), Duration.ofMinutes(1)).failed())
                .isEmpty();
        assertThat(engine.sent).anyMatch(command -> command.contains("T3660"));
        assertThat(view.getAll(List.of("a"))).isEmpty();
    }
}
