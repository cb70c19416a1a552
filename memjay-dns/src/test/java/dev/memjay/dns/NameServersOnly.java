package dev.memjay.dns;

import dev.memjay.discovery.Network;
import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Name servers of a test, and a platform that knows what the test put there. */
final class NameServersOnly implements Network {
    final Map<String, List<String>> resolved = new HashMap<>();
    private final Duration timeout;
    private final List<Node> nameServers;

    NameServersOnly(ScriptedNameServer... servers) {
        this(Duration.ofSeconds(40), servers);
    }

    NameServersOnly(Duration timeout, ScriptedNameServer... servers) {
        this(timeout, Arrays.stream(servers).map(ScriptedNameServer::node).toList());
    }

    NameServersOnly(Duration timeout, List<Node> nameServers) {
        this.timeout = timeout;
        this.nameServers = nameServers;
    }

    @Override
    public List<Node> nameServers() {
        return nameServers;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public List<String> resolve(String name) throws IOException {
        List<String> addresses = resolved.get(name);
        if (addresses == null) {
            throw new IOException("no address of " + name);
        }
        return addresses;
    }

    @Override
    public List<String> ask(Node node, String command, Predicate<String> isLast) {
        throw new AssertionError("no memcached server is asked for records");
    }
}
