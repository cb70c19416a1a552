package dev.memjay.internal.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.OperationTimeoutException.Phase;
import dev.memjay.model.Metrics;
import dev.memjay.model.Metrics.FailureKind;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.Verb;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The counters of a node. */
class MeterTest {
    private static final Node NODE = Node.of("127.0.0.1", 11211);

    private final NodeMeter meter = new NodeMeter();

    @Test
    void everythingIsCountedWhereItBelongs() {
        VerbMeter get = meter.of(Verb.GET);
        get.answered(1_000);
        get.answered(2_000_000);
        get.read(3, 4);
        get.retried();
        get.failed(FailureKind.CONNECTION, 5);
        get.failed(FailureKind.CONNECTION, 5);
        get.timedOut(Phase.WAITING, 7);
        get.timedOut(Phase.QUEUED, 8);
        get.swallowed(FailureKind.DECODE);
        meter.connected();
        meter.connected();
        meter.disconnected();
        Metrics.OfNode node = meter.snapshot(NODE, NodeStatus.UNTRIED, 5, 6, 7);
        assertThat(node.connects()).isEqualTo(2);
        assertThat(node.disconnects()).isEqualTo(1);
        assertThat(node.inFlight()).isEqualTo(5);
        assertThat(node.bytesRead()).isEqualTo(6);
        assertThat(node.bytesWritten()).isEqualTo(7);
        assertThat(node.verbs()).containsOnlyKeys(Verb.GET);
        Metrics.OfVerb counted = node.verbs().get(Verb.GET);
        assertThat(counted.calls()).isEqualTo(6);
        assertThat(counted.hits()).isEqualTo(3);
        assertThat(counted.misses()).isEqualTo(4);
        assertThat(counted.retries()).isEqualTo(1);
        assertThat(counted.failedNanos()).isEqualTo(25);
        assertThat(counted.failures()).isEqualTo(Map.of(FailureKind.CONNECTION, 2L, FailureKind.TIMEOUT, 2L));
        assertThat(counted.timeouts()).isEqualTo(Map.of(Phase.WAITING, 1L, Phase.QUEUED, 1L));
        assertThat(counted.swallowed()).isEqualTo(Map.of(FailureKind.DECODE, 1L));
        assertThat(counted.latency().count()).isEqualTo(2);
    }

    @Test
    void noCountIsLostBetweenThreads() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int n = 0; n < 20_000; n++) {
                    meter.of(Verb.SET).answered(n);
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(meter.snapshot(NODE, NodeStatus.UNTRIED, 0, 0, 0)
                        .verbs()
                        .get(Verb.SET)
                        .calls())
                .isEqualTo(160_000);
    }
}
