package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.codec.Codec;
import dev.memjay.combine.Fallback;
import dev.memjay.combine.Retrying;
import dev.memjay.combine.Zones;
import dev.memjay.model.FailurePolicy;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.RetryPolicy;
import dev.memjay.model.WriteLatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A view's name, and the policy that it loads by where a call does not say. */
class NamedViewTest {
    private final FakeEngine engine = new FakeEngine();
    private final Keyspace<String, String> view = Views.strings(engine);

    @Test
    void everyFaceShowsTheNameAndViewsKeepIt() {
        Keyspace<String, String> users = view.withName("users").withPrefix("user:");

        assertThat(users).hasToString("Keyspace[name=users, prefix=user:, codec=Codec.strings()]");
        assertThat(users.async().toString()).startsWith("AsyncKeyspace[name=users, prefix=user:");
        assertThat(users.noreply().toString()).startsWith("NoreplyKeyspace[name=users, prefix=user:");
        assertThat(users.withName("people").toString()).contains("name=people");
        assertThat(view.withPrefix("p:").toString()).startsWith("Keyspace[prefix=p:, codec=");
    }

    @Test
    void whatStandsOnAViewShowsIt() {
        Keyspace<String, String> users = view.withName("users");
        String shown = "Keyspace[name=users, prefix=, codec=Codec.strings()]";

        assertThat(Retrying.of(users, RetryPolicy.attempts(2)))
                .hasToString("Retrying[" + shown + ", 2 attempts, pause PT0S]");
        assertThat(Fallback.of(users, view))
                .hasToString("Fallback[" + shown + ", Keyspace[prefix=, codec=Codec.strings()]]");
        assertThat(Fallback.of(view, view).withName("users").toString()).contains("name=users");
        Keyspace<String, String> zones = Zones.of("near", Map.of("near", users), WriteLatch.ALL);
        assertThat(zones).hasToString("Zones[ALL of [" + shown + "]]");
        assertThat(zones.async()).hasToString(zones.toString());
        Generations<String, String> part = Generations.of(users, "part");
        assertThat(part).hasToString("Generations[part in " + shown + "]");
        assertThat(part.async()).hasToString("AsyncGenerations[part in " + shown + "]");
        LargeValues<String> large = LargeValues.of(users, Codec.strings()).chunkLength(2_000);
        assertThat(large.toString())
                .startsWith("LargeValues[chunkLength=2000, maxLength=")
                .contains("name=users");
        assertThat(large.async()).hasToString("Async" + large);
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.withName(" "))
                .withMessageContaining("name is ' '");
    }

    @Test
    void aViewKnowsItsFailurePolicy() {
        assertThat(view.failurePolicy()).isEqualTo(FailurePolicy.THROW);
        assertThat(view.withFailurePolicy(FailurePolicy.MISS).withName("large").failurePolicy())
                .isEqualTo(FailurePolicy.MISS);
    }

    /** The lease time goes into the request, plus a second, so that it shows which policy was taken. */
    @Test
    void theViewsPolicyIsTakenWhereTheCallGivesNone() {
        LoadPolicy policy = LoadPolicy.standard().leaseTime(Duration.ofSeconds(77));
        Keyspace<String, String> loading = view.withLoadPolicy(policy);
        assertThat(loading.loadPolicy()).isSameAs(policy);
        assertThat(view.loadPolicy()).isSameAs(LoadPolicy.standard());

        loading.getOrCompute("k", key -> "v");
        loading.getAllOrCompute(List.of("k"), keys -> Map.of("k", "v"));
        loading.async().getOrCompute("k", key -> CompletableFuture.completedFuture("v"));
        loading.async().getAllOrCompute(List.of("k"), keys -> CompletableFuture.completedFuture(Map.of("k", "v")));
        assertThat(engine.sent.stream().filter(request -> request.contains(" N78 ")))
                .hasSize(4);

        engine.sent.clear();
        loading.getOrCompute("k", key -> "v", LoadPolicy.standard());
        assertThat(engine.sent.get(0)).doesNotContain(" N78");
    }
}
