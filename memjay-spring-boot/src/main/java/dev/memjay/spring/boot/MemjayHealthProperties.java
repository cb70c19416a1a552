package dev.memjay.spring.boot;

import org.springframework.boot.context.properties.ConfigurationProperties;

/** When the client's health is DOWN, as {@code memjay.health.*}. */
@ConfigurationProperties("memjay.health")
public class MemjayHealthProperties {
    /** When the health is DOWN: never, when any server does not answer, or when all do not; otherwise it is UP, and degraded. */
    private NodesHealth.DownWhen downWhen = NodesHealth.DownWhen.NEVER;

    public NodesHealth.DownWhen getDownWhen() {
        return downWhen;
    }

    public void setDownWhen(NodesHealth.DownWhen downWhen) {
        this.downWhen = downWhen;
    }
}
