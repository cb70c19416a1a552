package dev.memjay.internal.route.fleet;

import dev.memjay.discovery.Network;
import dev.memjay.internal.connection.talk.Inquiries;
import dev.memjay.model.Node;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/** The real network, as discoveries see it. */
public record SystemNetwork(Inquiries inquiries) implements Network {
    @Override
    public boolean hasNameServers() {
        return inquiries.hasNameServers();
    }

    @Override
    public byte[] askNameServer(byte[] query) throws IOException {
        return inquiries.askNameServer(query);
    }

    @Override
    public List<String> absoluteNames(String name) {
        return inquiries.absoluteNames(name);
    }

    @Override
    public List<String> hostsFile(String name) {
        return inquiries.hostsFile(name);
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
