package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.combine.Fallback;
import dev.memjay.model.LoadPolicy;
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
        assertThat(Fallback.of(view, view).withName("users").toString()).contains("name=users");
    }

    @Test
    void aBlankNameIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> view.withName(" "))
                .withMessageContaining("name is ' '");
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
