package dev.memjay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.memjay.codec.Codec;
import dev.memjay.internal.meter.KeyspaceMeters;
import dev.memjay.internal.route.KeyspaceEngine;
import dev.memjay.internal.route.WireKey;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.CallInfo;
import dev.memjay.model.CallResult;
import dev.memjay.model.ItemInfo;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Lookup;
import dev.memjay.model.Metrics;
import dev.memjay.model.Telemetry;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
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

    // ---- What is counted

    private String counted(KeyspaceMeters meters) {
        Metrics.OfKeyspace keyspace = meters.snapshot().get(0);
        return keyspace.hits() + "+" + keyspace.misses() + "+" + keyspace.stale();
    }

    private Keyspace<String, String> counting(KeyspaceMeters meters) {
        return Views.strings(new KeyspaceEngine(engine, meters)).withLoadPolicy(HOUR_IF_ERROR);
    }

    @Test
    void aValueThatIsOverCountsAsAMiss() {
        KeyspaceMeters meters = new KeyspaceMeters(List.of(), true);
        Keyspace<String, String> counting = counting(meters);
        finds(3600);
        counting.get("k");
        assertThat(counted(meters)).isEqualTo("1+0+0");
        finds(3599);
        counting.get("k");
        assertThat(counted(meters)).as("a get").isEqualTo("1+1+0");
        finds(1);
        counting.getOrDefault("k", "none");
        finds(1);
        counting.async().get("k").join();
        assertThat(counted(meters)).isEqualTo("1+3+0");
        finds(Optional.of(Duration.ofSeconds(1)), Exchange.STALE);
        assertThat(counting.get("k")).as("what was invalidated is served").isEqualTo("value");
        finds(1);
        counting.lookup("k");
        assertThat(counted(meters)).as("and a lookup returns what is there").isEqualTo("2+3+1");
    }

    @Test
    void ofManyThoseThatAreOverCountAsMisses() {
        KeyspaceMeters meters = new KeyspaceMeters(List.of(), true);
        engine.rowFinds("over", "value", 0, Optional.of(Duration.ofSeconds(1)));
        engine.rowFinds("fresh", "value", 0, Optional.of(Duration.ofSeconds(3600)));
        assertThat(counting(meters).getAll(List.of("over", "fresh", "none"))).containsOnlyKeys("fresh");
        assertThat(counted(meters)).isEqualTo("1+2+0");
    }

    @Test
    void aLargeValueThatIsOverIsAMiss() {
        KeyspaceMeters meters = new KeyspaceMeters(List.of(), true);
        LargeValues<String> large = LargeValues.of(counting(meters), Codec.strings());
        finds(1);
        assertThat(large.get("k")).isNull();
        assertThat(counted(meters)).isEqualTo("0+1+0");
    }

    @Test
    void followersHearTheSame() {
        List<String> told = new ArrayList<>();
        Telemetry telemetry = new Telemetry() {
            @Override
            public Started start(CallInfo call) {
                return new Started() {
                    @Override
                    public void end(CallResult result) {
                        told.add(call.verb() + ": " + result.hits() + "+" + result.misses());
                    }
                };
            }
        };
        Keyspace<String, String> followed = counting(new KeyspaceMeters(List.of(telemetry), true));
        engine.rowFinds("k", "value", 0, Optional.of(Duration.ofSeconds(1)));
        finds(1);
        followed.get("k");
        finds(1);
        followed.contains("k");
        finds(3600);
        followed.contains("k");
        followed.getAll(List.of("k"));
        assertThat(told).containsExactly("get: 0+1", "contains: 0+1", "contains: 1+0", "getAll: 0+1");
    }

    @Test
    void containsIsContainsWithAGraceToo() {
        KeyspaceMeters meters = new KeyspaceMeters(List.of(), true);
        List<Verb> asked = new ArrayList<>();
        FakeEngine noting = new FakeEngine() {
            @Override
            public Exchange call(Request request, WireKey key, long nanos) {
                asked.add(request.verb());
                return super.call(request, key, nanos);
            }
        };
        Keyspace<String, String> counting =
                Views.strings(new KeyspaceEngine(noting, meters)).withLoadPolicy(HOUR_IF_ERROR);
        noting.finds("value", 0, 7, (byte) 0, new ItemInfo(5, Optional.empty(), Duration.ZERO, false, 7, 0));
        assertThat(counting.contains("k")).isTrue();
        counting.async().contains("k").join();
        assertThat(asked).containsExactly(Verb.CONTAINS, Verb.CONTAINS);
        assertThat(counted(meters)).as("is no read of the keyspace").isEqualTo("0+0+0");
    }

    // ---- What is refused

    private void refuses(ThrowingCallable write) {
        assertThatIllegalArgumentException().isThrownBy(write).withMessageContaining("it has to be longer than zero");
    }

    @Test
    void aTimeToLiveIsLongerThanZeroWithoutTheGrace() {
        for (Duration none : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            refuses(() -> view.set("k", "v", none));
            refuses(() -> view.add("k", "v", none));
            refuses(() -> view.replace("k", "v", none));
            refuses(() -> view.cas("k", "v", 7, none));
            refuses(() -> view.touch("k", none));
            refuses(() -> view.gat("k", none));
            refuses(() -> view.gats("k", none));
            refuses(() -> view.setAll(Map.of("k", "v"), none));
            refuses(() -> view.touchAll(List.of("k"), none));
            refuses(() -> view.incr("k", 1, 0, none));
            refuses(() -> view.decr("k", 1, 0, none));
            refuses(() -> view.leases().setVersioned("k", "v", 7, none));
            refuses(() -> view.async().set("k", "v", none));
            refuses(() -> view.noreply().set("k", "v", none));
        }
        assertThat(engine.sent).isEmpty();
    }
}
