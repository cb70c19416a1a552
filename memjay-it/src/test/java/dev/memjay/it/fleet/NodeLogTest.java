package dev.memjay.it.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.it.RecordedLog;
import dev.memjay.it.Soon;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.NodeStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The log tells the whole story of a real server that goes and comes back, however soon it does. */
class NodeLogTest {
    /** A state may change several times before it is looked at; each change is a line, and the last line is the last state. */
    @Test
    void aRestartOfAMomentIsWrittenFromItsBeginningToItsEnd() {
        List<Duration> outages = new CopyOnWriteArrayList<>();
        MemjayListener listener = new MemjayListener() {
            @Override
            public void nodeUp(Node node, Duration downFor) {
                outages.add(downFor);
            }
        };
        try (RecordedLog log = new RecordedLog("dev.memjay.node");
                FleetNode server = FleetNode.local();
                Memjay memjay = Memjay.builder()
                        .servers("127.0.0.1:" + server.port())
                        .listener(listener)
                        .build()) {
            memjay.strings().set("key", "value");
            String node = "memcached node 127.0.0.1:" + server.port();
            for (int restart = 1; restart <= 2; restart++) { // neither waits for the other's line to grow old
                int before = restart - 1;
                server.kill();
                Soon.until(() -> !memjay.metrics().nodes().get(0).status().isUp());
                server.start();
                Soon.until(() -> outages.size() > before);

                assertThat(log.next(node + " is down: "))
                        .contains("5 attempts in a row failed, last: ", "Connection refused")
                        .endsWith(". Calls to its keys fail at once (downNodePolicy=fail_fast).");
                assertThat(log.next(node + " is up again after ")).matches(".* is up again after \\d+(\\.\\d)? m?s\\.");
            }
            NodeStatus status = memjay.metrics().nodes().get(0).status();
            assertThat(status.state()).isEqualTo(NodeStatus.State.UP);
            assertThat(status.lastFailure()).as("why it went").hasMessageContaining("Connection refused");
        }
    }
}
