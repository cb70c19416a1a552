package dev.memjay.cli.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.Memjay;
import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What {@code top} makes of two looks at a server: rates, and since when it has been up or down. */
final class FleetSamplerTest {
    private static final Node NODE = Node.of("h", 11211);
    private static final MemjayException GONE = new ConnectionException(
            "the last attempt failed: cannot connect to /h:11211: Connection refused",
            new MemjayException.Context("h:11211", "admin", 5_000_000, false),
            null);

    private final Memjay memjay = Memjay.builder().servers("127.0.0.1:1").build();
    private long seconds;
    private final FleetSampler sampler = new FleetSampler(memjay, () -> TimeUnit.SECONDS.toNanos(seconds));

    @AfterEach
    void close() {
        memjay.close();
    }

    private NodeRow up(long uptime, long gets, long hits, long evictions) {
        Stats stats = Stats.of(Map.of(
                "uptime", Long.toString(uptime),
                "cmd_get", Long.toString(gets),
                "get_hits", Long.toString(hits),
                "evictions", Long.toString(evictions)));
        NodeResults<Stats> results = new NodeResults<>(Map.of(NODE, stats), Map.of());
        return sampler.look(List.of(NODE), Map.of(NODE, Duration.ofMillis(2)), Map.of(), results)
                .get(0);
    }

    private NodeRow down() {
        return sampler.look(
                        List.of(NODE), Map.of(), Map.of(NODE, GONE), new NodeResults<>(Map.of(), Map.of(NODE, GONE)))
                .get(0);
    }

    @Test
    void ratesAreOfTheTimeBetweenTwoLooks() {
        assertThat(up(10, 1_000, 900, 5).getsPerSecond()).as("the first look").isNaN();
        seconds += 2;
        NodeRow row = up(12, 1_200, 950, 5);
        assertThat(row.getsPerSecond()).isEqualTo(100);
        assertThat(row.hitRate()).isEqualTo(0.25);
        assertThat(row.evictionsPerSecond()).isZero();
        assertThat(row.pingMillis()).isEqualTo(2);
        assertThat(row.stateSeconds()).isEqualTo(2);
        seconds += 2;
        assertThat(up(14, 1_200, 950, 5).hitRate()).as("of no gets").isNaN();
    }

    @Test
    void aRestartBeginsToCountAnew() {
        up(1_000, 1_000, 900, 5);
        seconds += 1;
        assertThat(up(1, 2_000, 950, 5).getsPerSecond())
                .as("it was up for a shorter time")
                .isNaN();
        seconds += 1;
        assertThat(up(2, 10, 5, 0).getsPerSecond()).as("it had counted more").isNaN();
    }

    @Test
    void aServerIsDownSinceItWasFirstSeenDown() {
        up(10, 0, 0, 0);
        seconds += 5;
        NodeRow row = down();
        assertThat(row.up()).isFalse();
        assertThat(row.stateSeconds()).isZero();
        assertThat(row.cause()).isEqualTo("cannot connect: Connection refused");
        assertThat(row.figures()).isNull();
        assertThat(row.pingMillis()).isNaN();
        seconds += 7;
        assertThat(down().stateSeconds()).isEqualTo(7);
        seconds += 1;
        assertThat(up(1, 0, 0, 0).stateSeconds()).isZero();
    }

    @Test
    void theTotalIsOfThoseThatAnswer() {
        NodeRow one = up(10, 0, 0, 0);
        seconds += 1;
        NodeRow two = up(11, 100, 50, 0);
        seconds += 1;
        NodeRow total = NodeRow.total(List.of(one, two, down()));
        assertThat(total.up()).isFalse();
        assertThat(total.getsPerSecond()).as("of the one that is known").isEqualTo(100);
        assertThat(total.hitRate()).isEqualTo(0.5);
        assertThat(NodeRow.total(List.of()).getsPerSecond()).isNaN();
    }
}
