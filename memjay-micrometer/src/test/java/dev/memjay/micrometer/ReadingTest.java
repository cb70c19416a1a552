package dev.memjay.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.Latency;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.Metrics.OfNode;
import dev.memjay.model.Metrics.OfVerb;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What one reading gets from those before it. */
class ReadingTest {
    private static final String A = "a:11211";
    private static final String B = "b:11211";

    private static OfNode node(String name, int calls) {
        return node(name, calls, 1_000);
    }

    private static OfNode node(String name, int calls, long nanos) {
        long[] counts = new long[Latency.BUCKETS];
        counts[Latency.bucketOf(nanos)] = calls;
        OfVerb gets = new OfVerb(
                calls + 1L,
                calls,
                0,
                0,
                Map.of(FailureKind.TIMEOUT, 1L),
                Map.of(),
                Map.of(),
                new Latency(counts, calls * nanos),
                5);
        return new OfNode(Node.of(name, 11211), NodeStatus.UNTRIED, Map.of(Verb.GET, gets), 1, 0, 1, calls, calls);
    }

    private static Reading reading(Reading previous, OfNode... nodes) {
        return readingAfter(15_000, previous, nodes);
    }

    private static Reading readingAfter(long millis, Reading previous, OfNode... nodes) {
        long before = previous == null ? Long.MAX_VALUE : previous.takenAt(); // a clock may overflow
        return new Reading(new Metrics(List.of(nodes), 0), before + millis * 1_000_000, previous);
    }

    @Test
    void whatLeftIsInTheSum() {
        Reading both = reading(null, node("a", 10), node("b", 20));
        assertThat(both.sum(Reading.ALL, Verb.GET, OfVerb::hits)).isEqualTo(30);
        Metrics departed = new Metrics(List.of(node("a", 11)), 0)
                .withDeparted(node("b", 22).verbs());
        Reading one = new Reading(departed, both.takenAt() + 1, both);
        assertThat(one.sum(Reading.ALL, Verb.GET, OfVerb::hits)).isEqualTo(33);
        assertThat(one.sum(Reading.ALL, Verb.GET, of -> of.failures().get(FailureKind.TIMEOUT)))
                .isEqualTo(2);
        assertThat(one.sum(B, Verb.GET, OfVerb::hits)).isZero();
    }

    @Test
    void aNodeThatStartedAnewGoesOnWhereItWas() {
        Reading first = reading(null, node("a", 10));
        Reading anew = reading(first, node("a", 4));
        assertThat(anew.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(14);
        assertThat(anew.total(A, OfNode::connects)).isEqualTo(2);
        assertThat(anew.node(A).connects()).isEqualTo(1);
        Reading later = reading(anew, node("a", 6));
        assertThat(later.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(16);
        Reading again = reading(later, node("a", 1));
        assertThat(again.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(17);
    }

    /** While a client goes from one placement to another, its nodes are in two pools. */
    @Test
    void aNodeOfTwoPoolsIsOne() {
        Reading both = reading(null, node("a", 10), node("a", 5));
        assertThat(both.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(15);
        assertThat(both.sum(Reading.ALL, Verb.GET, OfVerb::hits)).isEqualTo(15);
        assertThat(both.node(A).connects()).isEqualTo(2);
        assertThat(both.node(A).inFlight()).isEqualTo(2);
        assertThat(both.node(A).status().isUp()).isTrue();

        OfNode down = node("a", 10);
        NodeStatus status = new NodeStatus(NodeStatus.State.DOWN, Duration.ZERO, 5, null, null, null);
        down = new OfNode(down.node(), status, down.verbs(), 1, 0, 1, 10, 10);
        assertThat(reading(null, down, node("a", 5)).node(A).status().isUp()).isFalse();
        assertThat(reading(null, node("a", 5), down).node(A).status().isUp()).isFalse();
    }

    /** The pools count for themselves, so what one of them counted stays, and is counted once. */
    @Test
    void aNodeThatLeavesOneOfTwoPoolsGoesOnInTheOther() {
        Reading both = reading(null, node("a", 10), node("a", 5));
        Reading one = reading(both, node("a", 6));
        assertThat(one.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(16);
        assertThat(one.total(A, OfNode::connects)).isEqualTo(2);
        assertThat(one.node(A).connects()).isEqualTo(1);
        Reading other = reading(both, node("a", 11));
        assertThat(other.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(16);
        Reading again = reading(one, node("a", 7), node("a", 2));
        assertThat(again.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(19);
    }

    @Test
    void aPoolThatStartsAnewDoesNotDoubleTheOther() {
        Reading both = reading(null, node("a", 10), node("a", 5));
        Reading anew = reading(both, node("a", 2), node("a", 8));
        assertThat(anew.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(20);
        Reading later = reading(anew, node("a", 9), node("a", 9));
        assertThat(later.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(28);
    }

    /** While a connection ends, its bytes may be missing for a moment, or counted twice. */
    @Test
    void bytesThatFallForAMomentAreNotThoseOfAnotherNode() {
        OfNode full = node("a", 10);
        Reading first = reading(null, full);
        Reading falling = reading(first, withBytes(full, 3));
        assertThat(falling.total(A, OfNode::bytesRead)).isEqualTo(10);
        assertThat(falling.total(A, OfNode::bytesWritten)).isEqualTo(10);
        assertThat(falling.sum(A, Verb.GET, OfVerb::hits)).isEqualTo(10);
        Reading doubled = reading(falling, withBytes(full, 20));
        Reading later = reading(doubled, withBytes(full, 25));
        assertThat(later.total(A, OfNode::bytesRead)).isEqualTo(25);
        assertThat(later.total(A, OfNode::bytesWritten)).isEqualTo(25);
        assertThat(later.total(A, OfNode::connects)).isEqualTo(1);
    }

    private static OfNode withBytes(OfNode of, long bytes) {
        return new OfNode(
                of.node(), of.status(), of.verbs(), of.connects(), of.disconnects(), of.inFlight(), bytes, bytes);
    }

    @Test
    void latencyIsThatOfTheTimeSinceTheReadingBefore() {
        Reading first = reading(null, node("a", 10, 1_000));
        assertThat(first.recent(A, Verb.GET).percentile(0.5)).isBetween(micros(1), micros(2));
        Reading quiet = reading(first, node("a", 10, 1_000));
        assertThat(quiet.recent(A, Verb.GET).count()).isZero();
        Reading anew = reading(quiet, node("a", 4, 1_000_000));
        assertThat(anew.recent(A, Verb.GET).count()).isEqualTo(4);
        assertThat(anew.recent(A, Verb.GET).percentile(0.01)).isBetween(micros(1_000), micros(1_300));
        assertThat(anew.recent(B, Verb.GET)).isNull();
        assertThat(anew.recent(A, Verb.SET)).isNull();
    }

    @Test
    void aSlowLookAtAllMetersHasOneLatency() {
        Reading first = reading(null, node("a", 10));
        Reading second = reading(first, node("a", 30));
        assertThat(second.recent(A, Verb.GET).count()).isEqualTo(20);
        Reading soon = readingAfter(250, second, node("a", 31));
        assertThat(soon.recent(A, Verb.GET).count()).isEqualTo(21);
        Reading next = reading(soon, node("a", 50));
        assertThat(next.recent(A, Verb.GET).count()).isEqualTo(20);
    }

    @Test
    void readingsWithoutPauseHaveTheLatencyOfASecondAtLeastAndTwoAtMost() {
        Reading reading = reading(null, node("a", 0));
        for (int i = 1; i <= 100; i++) {
            reading = readingAfter(250, reading, node("a", i));
            if (i > 8) {
                assertThat(reading.recent(A, Verb.GET).count()).isBetween(4L, 7L);
            }
        }
    }

    @Test
    void aNodeThatCameBackHasNoLatencyOfBefore() {
        Reading first = reading(null, node("a", 10));
        Reading without = readingAfter(250, reading(first, node("a", 20)));
        Reading back = readingAfter(250, without, node("a", 3));
        assertThat(back.recent(A, Verb.GET).count()).isEqualTo(3);
    }

    @Test
    void addressesThatNeverComeBackAreNotKept() {
        Reading reading = null;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("pod" + i);
            reading = reading(reading, node(names.get(i), 2));
        }
        assertThat(reading.nodes()).containsExactly("pod99:11211");
        assertThat(reading.kept()).isEqualTo(1);
    }

    private static Duration micros(long count) {
        return Duration.ofNanos(count * 1_000);
    }
}
