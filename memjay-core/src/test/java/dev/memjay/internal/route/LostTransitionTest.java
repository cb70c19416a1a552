package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.memjay.model.EjectionSettings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A node's state where an error keeps a timer, a probe or a message from coming to be: it goes on at the next look. */
class LostTransitionTest {
    private static final EjectionSettings AT_ONCE = EjectionSettings.DEFAULT.failureLimit(1);

    private final FakeSurroundings node = new FakeSurroundings();

    private void failWithAnError(NodeHealth state) {
        assertThatExceptionOfType(InternalError.class)
                .isThrownBy(() -> state.failed(node.now(), new IOException("of the test")));
    }

    private void lookWithAnError(NodeHealth state) {
        assertThatExceptionOfType(InternalError.class).isThrownBy(state::look);
    }

    @Test
    void aNodeWithoutATimerIsProbed() {
        NodeHealth state = node.state(AT_ONCE);
        node.brokenTimers = 1;
        failWithAnError(state);
        assertThat(state.isEjected()).isTrue();

        state.look();
        assertThat(node.probesSent).as("before the pause is over").isZero();
        node.pass(10);
        state.look();
        assertThat(node.probesSent).isEqualTo(1);
        node.endProbes(true);
        assertThat(state.refusal()).isNull();
        assertThat(node.told).endsWith("changed", "up");
    }

    @Test
    void aRetryTimeoutWithoutATimerEnds() {
        NodeHealth state = node.state(EjectionSettings.DEFAULT.retryTimeout(Duration.ofMillis(200)));
        node.brokenTimers = 1;
        failWithAnError(state);
        assertThat(state.isLeftAlone()).isTrue();

        node.pass(200);
        state.look();
        node.endProbes(true);
        assertThat(state.refusal()).isNull();
    }

    @Test
    void aProbeThatCannotBeSentIsFollowedByTheNext() {
        NodeHealth state = node.state(AT_ONCE);
        state.failed(node.now(), new IOException("of the test"));
        node.brokenProbes = 3;
        for (int probe = 0; probe < 3; probe++) {
            long before = node.probesSent;
            assertThatExceptionOfType(InternalError.class).isThrownBy(() -> {
                for (int i = 0; i < 1000 && node.probesSent == before; i++) {
                    node.pass(10);
                }
            });
        }
        node.answersProbes = true;
        node.pass(2000);
        assertThat(state.refusal()).isNull();
    }

    @Test
    void aProbeThatCannotBeSentAtALookIsFollowedByTheNext() {
        NodeHealth state = node.state(AT_ONCE);
        node.brokenTimers = 2;
        failWithAnError(state);
        node.brokenProbes = 1;
        node.pass(1000);
        lookWithAnError(state);

        node.pass(2000);
        state.look();
        node.endProbes(true);
        assertThat(state.refusal()).isNull();
    }

    @Test
    void aProbeWhoseEndWasLostIsTakenForUnanswered() {
        NodeHealth state = node.state(AT_ONCE);
        state.failed(node.now(), new IOException("of the test"));
        node.pass(10);
        assertThat(node.probesUnderWay()).isEqualTo(1);
        node.loseProbes();

        node.pass(1000);
        state.look();
        assertThat(node.nextTimer()).as("it may yet be answered").isNegative();
        node.pass(2001);
        state.look();
        node.answersProbes = true;
        node.pass(1000);
        assertThat(state.refusal()).isNull();
    }

    @Test
    void whoCouldNotBeToldIsToldLater() {
        NodeHealth state = node.state(AT_ONCE);
        node.brokenChanges = 2;
        failWithAnError(state);
        lookWithAnError(state);
        assertThat(node.told).isEmpty();

        state.look();
        assertThat(node.told).containsExactly("changed", "down");
        state.look();
        assertThat(node.told).containsExactly("changed", "down");
    }
}
