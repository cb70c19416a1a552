package dev.memjay.internal.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.model.EjectionSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The sequences of kills that pymemcache and libmemcached were watched with, played to their presets: what their documents
 * promise. Each step is a time in milliseconds, whether the server runs, and what a call then does.
 */
class KillScriptTest {
    private final FakeSurroundings node = new FakeSurroundings();
    private final List<String> seen = new ArrayList<>();
    private long now;

    /** A call at a time: "ok", "error" (it was tried and failed), "refused", or "ejected" (its keys are others'). */
    private void call(NodeHealth state, long at, boolean serverRuns) {
        node.answersProbes = serverRuns;
        node.pass(at - now);
        now = at;
        if (state.isEjected()) {
            seen.add("ejected");
        } else if (state.refusal() != null) {
            seen.add("refused");
        } else if (serverRuns) {
            state.answered();
            seen.add("ok");
        } else {
            state.failed(node.now(), new IOException("killed"));
            seen.add("error");
        }
    }

    @Test
    void pymemcacheLeavesAServerAloneForASecondAndClearsTheRecordOnSuccess() {
        NodeHealth state = node.state(EjectionSettings.pymemcache());
        call(state, 0, true);
        call(state, 10, false);
        call(state, 500, false);
        call(state, 900, true);
        call(state, 1100, true);
        call(state, 1200, false);
        call(state, 2300, false);
        call(state, 3100, true);
        call(state, 3300, true);

        assertThat(seen)
                .containsExactly("ok", "error", "refused", "refused", "ok", "error", "refused", "refused", "ok");
    }

    @Test
    void pymemcacheRemovesAServerAfterTwoRetriesAndTriesItAgainAfterAMinute() {
        NodeHealth state = node.state(EjectionSettings.pymemcache());
        call(state, 0, false);
        call(state, 1500, false);
        call(state, 1999, false);
        call(state, 2001, false);
        assertThat(node.told).contains("down");
        call(state, 40_000, true);
        call(state, 61_999, true);
        call(state, 62_001, true);

        assertThat(seen).containsExactly("error", "refused", "refused", "ejected", "ejected", "ejected", "ok");
        assertThat(node.probesSent).as("two retries and one revival").isEqualTo(3);
    }

    @Test
    void pymemcacheWithoutRetriesRemovesAServerAtItsFirstError() {
        NodeHealth state = node.state(EjectionSettings.pymemcache().retryAttempts(0));
        call(state, 0, false);
        call(state, 1, false);

        assertThat(seen).containsExactly("error", "ejected");
    }

    @Test
    void pymemcacheKeepsADeadServerOutForAnotherMinute() {
        NodeHealth state = node.state(EjectionSettings.pymemcache().retryAttempts(0));
        call(state, 0, false);
        call(state, 60_001, false);
        call(state, 119_000, true);
        call(state, 120_001, true);

        assertThat(seen).containsExactly("error", "ejected", "ejected", "ok");
    }

    @Test
    void theDeadTimeoutOfAPresetIsTheSameEachTime() {
        EjectionSettings pymemcache = EjectionSettings.pymemcache().retryAttempts(0);
        EjectionSettings libmemcached =
                EjectionSettings.libmemcached().autoEject(true).failureLimit(1);
        for (EjectionSettings settings : List.of(pymemcache, libmemcached)) {
            FakeSurroundings dead = new FakeSurroundings();
            dead.answersProbes = false;
            dead.state(settings.deadTimeout(Duration.ofSeconds(10))).failed(dead.now(), new IOException("killed"));
            for (int round = 0; round < 5; round++) {
                assertThat(dead.nextTimer()).isEqualTo(10_000);
                dead.pass(10_000);
            }
            assertThat(dead.probesSent).isEqualTo(5);
        }
    }

    @Test
    void libmemcachedTriesEveryTwoSecondsAndStaysWithTheServer() {
        NodeHealth state = node.state(EjectionSettings.libmemcached());
        call(state, 0, false);
        for (int second = 1; second < 30; second += 2) {
            call(state, second * 1000L, false);
        }
        assertThat(seen.get(0)).isEqualTo("error");
        assertThat(seen.subList(1, seen.size())).containsOnly("refused");
        call(state, 29_999, true);
        call(state, 30_001, true);

        assertThat(seen).endsWith("refused", "ok");
        assertThat(node.told).doesNotContain("down");
    }

    /** The sequence watched with failure_limit 1 and dead_timeout 2: error, dead, the other server, and back. */
    @Test
    void libmemcachedEjectsForTheDeadTimeout() {
        NodeHealth state = node.state(
                EjectionSettings.libmemcached().autoEject(true).failureLimit(1).deadTimeout(Duration.ofSeconds(2)));
        call(state, 0, false);
        call(state, 450, false);
        call(state, 900, false);
        call(state, 1350, true);
        call(state, 1999, true);
        call(state, 2001, true);

        assertThat(seen).containsExactly("error", "ejected", "ejected", "ejected", "ejected", "ok");
    }

    /** There a server that was marked dead stays so for ever; what is promised is that it is retried. */
    @Test
    void libmemcachedRetriesAnEjectedServerWithoutADeadTimeoutToo() {
        NodeHealth state =
                node.state(EjectionSettings.libmemcached().removeFailed(true).failureLimit(2));
        call(state, 0, false);
        call(state, 2001, false);
        call(state, 3000, true);
        call(state, 4001, true);

        assertThat(seen).containsExactly("error", "ejected", "ejected", "ok");
    }
}
