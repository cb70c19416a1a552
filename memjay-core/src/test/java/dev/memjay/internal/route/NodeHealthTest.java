package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.error.MemjayException.Context;
import dev.memjay.error.NodeDownException;
import dev.memjay.model.EjectionSettings;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.NodeStatus.State;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The transitions of a node's state, by a clock that the test moves. */
class NodeHealthTest {
    private static final IOException FAILURE = new IOException("connection refused");

    private final FakeSurroundings node = new FakeSurroundings();

    private void fail(NodeHealth state, int times) {
        for (int i = 0; i < times; i++) {
            state.failed(node.now(), FAILURE);
        }
    }

    @Test
    void callsThatWereUnderWayTogetherFailAsOne() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        for (int round = 0; round < 4; round++) {
            long began = node.now();
            node.pass(1000);
            for (int i = 0; i < 50; i++) {
                state.failed(began, FAILURE);
            }
            assertThat(state.refusal()).isNull();
        }
        state.failed(node.now(), FAILURE);
        assertThat(state.refusal().failures()).isEqualTo(5);
    }

    @Test
    void aNodeIsDownAfterFailuresInARowOnly() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);

        fail(state, 4);
        assertThat(state.refusal()).isNull();
        state.answered();
        fail(state, 4);
        assertThat(state.refusal()).isNull();
        state.failed(node.now(), FAILURE);

        assertThat(state.refusal().failures()).isEqualTo(5);
        assertThat(state.isEjected()).isTrue();
        assertThat(node.told).containsExactly("changed", "down");
    }

    @Test
    void pausesGrowToTheLongestAndBeginAnewAfterALongLife() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        node.answersProbes = false;

        for (long pause : new long[] {10, 20, 40, 80, 160, 320, 640, 1000, 1000}) {
            assertThat(node.nextTimer()).isEqualTo(pause);
            node.pass(pause);
        }
        node.answersProbes = true;
        node.pass(1000);
        assertThat(state.refusal()).isNull();
        assertThat(node.told).containsExactly("changed", "down", "changed", "up");

        fail(state, 5);
        assertThat(node.nextTimer()).as("it came and went").isEqualTo(1000);
        node.pass(1000);
        assertThat(state.refusal()).isNull();
        node.pass(1001);
        fail(state, 5);
        assertThat(node.nextTimer()).isEqualTo(10);
    }

    @Test
    void pausesAreLengthenedAtRandom() {
        node.share = 1;
        NodeHealth state = node.state(EjectionSettings.DEFAULT.deadTimeout(Duration.ofSeconds(8)));
        fail(state, 5);

        assertThat(node.nextTimer()).isEqualTo(10_000);
    }

    @Test
    void oneProbeAtATime() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        node.pass(60_000);

        assertThat(node.probesSent).isEqualTo(1);
        assertThat(node.probesUnderWay()).isEqualTo(1);
        fail(state, 100);
        assertThat(state.refusal().failures()).isEqualTo(5);
        node.endProbes(false);
        node.pass(20);
        assertThat(node.probesSent).isEqualTo(2);
    }

    @Test
    void aCallUnderWayThatIsAnsweredEndsTheProbing() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        state.answered();
        assertThat(state.refusal())
                .as("down: a late answer is of the time before")
                .isNotNull();
        node.pass(10);
        state.answered();

        assertThat(state.refusal()).isNull();
        node.endProbes(false);
        assertThat(state.refusal()).as("the probe is of an earlier state").isNull();
    }

    @Test
    void aFreshConnectionIsASignOfLife() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        state.reached();

        assertThat(state.refusal()).isNull();
        node.pass(60_000);
        assertThat(node.probesSent).isZero();
    }

    @Test
    void whatHappensWhileTheSurroundingsAreToldIsToldAfterwards() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        node.beforeTold = state::reached;
        fail(state, 5);

        assertThat(state.refusal()).isNull();
        assertThat(node.told).containsExactly("changed", "changed", "down", "up");
    }

    @Test
    void whoFailsToBeToldOnceIsToldTheNextTime() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        node.beforeTold = () -> {
            throw new IllegalStateException("of a test");
        };
        assertThatThrownBy(() -> fail(state, 5)).hasMessage("of a test");
        node.beforeTold = () -> {};
        state.reached();

        assertThat(state.refusal()).isNull();
        assertThat(node.told).containsExactly("changed", "changed", "up");
    }

    @Test
    void aFreshConnectionDoesNotShortenTheDeadTimeout() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT.deadTimeout(Duration.ofSeconds(3)));
        fail(state, 5);
        node.pass(2999);
        state.reached();
        assertThat(state.refusal()).isNotNull();
        node.pass(1);
        state.reached();

        assertThat(state.refusal()).isNull();
    }

    @Test
    void aFreshConnectionAloneDoesNotClearTheCount() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        for (int i = 0; i < 5; i++) {
            state.failed(node.now(), FAILURE);
            if (i < 4) {
                state.reached();
            }
        }

        assertThat(state.refusal())
                .as("it takes connections and answers no call")
                .isNotNull();
    }

    @Test
    void withARetryTimeoutTheCallsUnderWayCountAsOneFailure() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT.failureLimit(3).retryTimeout(Duration.ofSeconds(2)));
        fail(state, 64);

        assertThat(state.refusal()).isNotNull();
        assertThat(state.isEjected()).isFalse();
        assertThat(node.told).containsExactly("changed", "waits");
        node.answersProbes = false;
        node.pass(2000);
        assertThat(state.isEjected()).isFalse();
        node.pass(2000);
        assertThat(state.isEjected()).isTrue();
    }

    @Test
    void whatNeverEjectsIsAlwaysTriedWithoutARetryTimeout() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT.autoEject(false));
        fail(state, 1000);

        assertThat(state.refusal()).isNull();
        assertThat(node.told).isEmpty();
    }

    @Test
    void onlyWhatHasATimeoutIsLeftAlone() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT
                .failureLimit(2)
                .retryTimeout(Duration.ofSeconds(1))
                .deadTimeout(Duration.ofSeconds(3)));
        assertThat(state.isLeftAlone()).isFalse();
        fail(state, 1);
        assertThat(state.isLeftAlone()).as("suspect").isTrue();
        node.pass(1000);
        assertThat(state.isLeftAlone()).as("probing").isFalse();
        node.endProbes(false);
        assertThat(state.isEjected()).isTrue();
        assertThat(state.isLeftAlone()).as("down").isTrue();

        NodeHealth never = node.state(EjectionSettings.DEFAULT.failureLimit(2));
        fail(never, 1);
        assertThat(never.isLeftAlone()).as("suspect without a retry timeout").isFalse();
        fail(never, 1);
        assertThat(never.isEjected()).isTrue();
        assertThat(never.isLeftAlone()).as("down without a dead timeout").isFalse();
    }

    @Test
    void aNodeThatLeftIsNotProbed() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        state.retire();
        node.pass(60_000);

        assertThat(node.probesSent).isZero();
    }

    @Test
    void theErrorTellsTheLastCauseItsAgeAndTheNextAttempt() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        node.pass(4);

        NodeDownException error = state.refusal().error(new Context("h:1", "get", 0, false), node.now());
        assertThat(error)
                .hasMessage("get on h:1: the node is not called: 5 attempts in a row failed, the last 4 ms ago:"
                        + " connection refused; next attempt within 6 ms")
                .hasCause(FAILURE);
        assertThat(error.failedAgo()).isEqualTo(Duration.ofMillis(4));
        assertThat(error.nextAttempt()).isEqualTo(Duration.ofMillis(6));
    }

    @Test
    void whatFailsWhileTheNodeIsDownIsTheLastCauseAndChangesNothingElse() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        node.pass(3);
        state.failed(node.now(), new IOException("the host name h has no address"));
        state.noted(new IOException("no route to host"));

        assertThat(state.refusal().failures()).isEqualTo(5);
        assertThat(state.refusal().last().cause()).hasMessage("no route to host");
        assertThat(node.nextTimer()).isEqualTo(7);
        node.answersProbes = false;
        node.pass(7);
        assertThat(state.refusal().last().cause()).hasMessage("no answer to the test's probe");
        assertThat(state.refusal().failures()).isEqualTo(6);
        assertThat(node.told).containsExactly("changed", "down");
    }

    @Test
    void theStatusTellsSinceWhenAndWhatFailedLastAlsoWhenAllIsWell() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        assertThat(state.status()).isEqualTo(NodeStatus.UNTRIED);
        fail(state, 5);
        node.pass(3);
        assertThat(state.status())
                .isEqualTo(new NodeStatus(
                        State.DOWN, Duration.ofMillis(3), 5, FAILURE, Duration.ofMillis(3), Duration.ofMillis(7)));
        node.pass(9);
        assertThat(state.status())
                .isEqualTo(new NodeStatus(
                        State.PROBING, Duration.ofMillis(12), 5, FAILURE, Duration.ofMillis(12), Duration.ZERO));
        node.endProbes(true);
        node.pass(100);
        assertThat(state.status())
                .isEqualTo(new NodeStatus(State.UP, Duration.ofMillis(100), 0, FAILURE, Duration.ofMillis(112), null));
    }

    @Test
    void anOutageLastsFromTheFirstRefusalToTheLast() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT);
        fail(state, 5);
        node.answersProbes = false;
        node.pass(10 + 20 + 40);
        node.answersProbes = true;
        node.pass(80);

        assertThat(node.told).containsExactly("changed", "down", "changed", "up");
        assertThat(node.lastOutage).isEqualTo(150);
    }

    @Test
    void aRetryTimeoutThatEndsIsToldToo() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT.retryTimeout(Duration.ofSeconds(2)));
        fail(state, 1);
        assertThat(state.status().state()).isEqualTo(State.WAITING);
        node.answersProbes = true;
        node.pass(2000);

        assertThat(node.told).containsExactly("changed", "waits", "changed", "goes on");
        assertThat(node.lastOutage).isEqualTo(2000);
    }
}
