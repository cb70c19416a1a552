package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.model.Latency;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.Verb;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is counted over all nodes does not fall when one of them leaves, is closed, or comes back. */
class DepartedNodesTest {
    /** Gets of the whole client, as one who adds up its nodes sees them. */
    private static long gets(Routed routed) {
        Metrics metrics = routed.router.metrics();
        long sum = calls(metrics.departed());
        for (Metrics.OfNode node : metrics.nodes()) {
            sum += calls(node.verbs());
        }
        return sum;
    }

    private static long calls(Map<Verb, Metrics.OfVerb> verbs) {
        Metrics.OfVerb gets = verbs.get(Verb.GET);
        return gets == null ? 0 : gets.calls();
    }

    @Test
    void sumsGoOn() throws Exception {
        try (ScriptedServer stays = new ScriptedServer();
                ScriptedServer leaves = new ScriptedServer();
                Routed routed = Routed.over(stays, leaves)) {
            Routed.accept(stays);
            Peer leaving = Routed.accept(leaves);
            CompletableFuture<String> first = background(() -> routed.get("1a"));
            leaving.say(leaving.next().hit("v"));
            end(first);
            CompletableFuture<String> underWay = background(() -> routed.get("1a"));
            Asked asked = leaving.next();
            assertThat(gets(routed)).isEqualTo(1);
            assertThat(routed.router.metrics().departed()).isEmpty();

            routed.router.changeNodes(old -> List.of(stays.node()));
            assertThat(gets(routed)).as("right after it left").isEqualTo(1);
            leaving.say(asked.hit("late"));
            end(underWay);
            assertThat(gets(routed)).as("with what it still answered").isEqualTo(2);
            assertThat(leaving.isEnded()).isTrue();
            assertThat(gets(routed)).as("once it is closed").isEqualTo(2);

            routed.router.changeNodes(old -> List.of(stays.node(), leaves.node()));
            Peer back = Routed.accept(leaves);
            CompletableFuture<String> again = background(() -> routed.get("1a"));
            back.say(back.next().hit("v"));
            end(again);
            assertThat(gets(routed)).as("when it is back").isEqualTo(3);
            assertThat(routed.router.metrics().departed().get(Verb.GET).hits()).isEqualTo(2);
        }
    }

    @Test
    void figuresOfTwoNodesAreAddedUp() {
        long[] counts = new long[Latency.BUCKETS];
        counts[40] = 2;
        Metrics.OfVerb some = new Metrics.OfVerb(
                3,
                1,
                1,
                1,
                Map.of(FailureKind.OTHER, 1L),
                Map.of(FailureKind.TIMEOUT, 2L),
                Map.of(),
                new Latency(counts, 500),
                7);
        Metrics.OfVerb both = some.plus(some);
        assertThat(both.calls()).isEqualTo(6);
        assertThat(both.hits() + both.misses() + both.retries()).isEqualTo(6);
        assertThat(both.failures()).isEqualTo(Map.of(FailureKind.OTHER, 2L));
        assertThat(both.swallowed()).isEqualTo(Map.of(FailureKind.TIMEOUT, 4L));
        assertThat(both.timeouts()).isEmpty();
        assertThat(both.latency().count()).isEqualTo(4);
        assertThat(both.latency().sumNanos()).isEqualTo(1_000);
        assertThat(both.failedNanos()).isEqualTo(14);

        Map<Verb, Metrics.OfVerb> sum = new HashMap<>(Metrics.sum(Map.of(Verb.GET, some), Map.of(Verb.SET, some)));
        assertThat(sum).containsOnlyKeys(Verb.GET, Verb.SET);
        assertThat(Metrics.sum(sum, sum).get(Verb.SET).calls()).isEqualTo(6);
    }
}
