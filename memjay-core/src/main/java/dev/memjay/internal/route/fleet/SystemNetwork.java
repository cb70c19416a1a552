package dev.memjay.internal.route.fleet;

import dev.memjay.discovery.Network;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The real network, as discoveries see it. */
public record SystemNetwork(Inquiries inquiries, List<Node> nameServers) implements Network {
    @Override
    public Duration timeout() {
        return inquiries.patience();
    }

    @Override
    public List<String> resolve(String name) throws IOException {
        return inquiries.resolve(name);
    }

    @Override
    public List<String> ask(Node node, String command, Predicate<String> isLast) throws IOException {
        return inquiries.ask(node, command, isLast);
    }
}
