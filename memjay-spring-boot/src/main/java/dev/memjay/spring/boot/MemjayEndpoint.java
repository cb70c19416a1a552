package dev.memjay.spring.boot;

import dev.memjay.Memjay;
import dev.memjay.model.Metrics;
import dev.memjay.model.NodeStatus;
import dev.memjay.model.SettingInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The actuator endpoint {@code memjay}: the nodes of each client with what happened there, and the settings in effect with
 * where each came from. Asks no server. Passwords are shown as {@code ***}.
 */
@Endpoint(id = "memjay")
public final class MemjayEndpoint {
    private final Supplier<Map<String, Memjay>> clients;

    /**
     * An endpoint for some clients.
     *
     * @param clients by the names of their beans
     */
    MemjayEndpoint(Supplier<Map<String, Memjay>> clients) {
        this.clients = clients;
    }

    /** What the endpoint shows. */
    @ReadOperation
    public Shown clients() {
        Map<String, Client> shown = new LinkedHashMap<>();
        clients.get().forEach((name, memjay) -> shown.put(name, Client.of(memjay)));
        return new Shown(shown);
    }

    /**
     * All clients.
     *
     * @param clients by the names of their beans
     */
    public record Shown(Map<String, Client> clients) {}

    /**
     * A client.
     *
     * @param nodes its servers, in their order
     * @param settings its settings in effect, by name
     */
    public record Client(List<OfNode> nodes, Map<String, OfSetting> settings) {
        private static Client of(Memjay memjay) {
            Map<String, OfSetting> settings = new LinkedHashMap<>();
            for (SettingInfo info : memjay.settings()) {
                settings.put(info.name(), new OfSetting(info.value(), info.unit(), info.origin()));
            }
            return new Client(memjay.metrics().nodes().stream().map(OfNode::of).toList(), settings);
        }
    }

    /**
     * A server.
     *
     * @param address host and port
     * @param weight its share of the keys
     * @param state what becomes of calls to it
     * @param lastFailure what failed last, if anything did
     * @param connects connections opened
     * @param disconnects connections lost
     * @param inFlight requests without a reply now
     */
    public record OfNode(
            String address,
            int weight,
            NodeStatus.State state,
            @Nullable String lastFailure,
            long connects,
            long disconnects,
            int inFlight) {
        private static OfNode of(Metrics.OfNode node) {
            Throwable failure = node.status().lastFailure();
            return new OfNode(
                    node.node().toString(),
                    node.node().weight(),
                    node.status().state(),
                    failure == null ? null : failure.getMessage(),
                    node.connects(),
                    node.disconnects(),
                    node.inFlight());
        }
    }

    /**
     * A setting.
     *
     * @param value in effect, as text
     * @param unit of the value, or empty
     * @param origin where it came from
     */
    public record OfSetting(String value, String unit, SettingInfo.Origin origin) {}
}
