package dev.memjay.spring.boot3;

import dev.memjay.Memjay;
import dev.memjay.spring.boot.NodesHealth;
import dev.memjay.spring.boot.NodesHealth.DownWhen;
import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;

/** The health of a client's servers, see {@link NodesHealth}. */
final class MemjayHealthIndicator extends AbstractHealthIndicator {
    private final Memjay memjay;
    private final DownWhen downWhen;

    MemjayHealthIndicator(Memjay memjay, DownWhen downWhen) {
        super("the memcached servers could not be asked");
        this.memjay = memjay;
        this.downWhen = downWhen;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        NodesHealth nodes = NodesHealth.of(memjay, downWhen);
        (nodes.isDown() ? health.down() : health.up()).withDetails(nodes.details());
    }
}
