package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A network that holds what a test put there; everything else fails. */
class FakeNetwork implements Network {
    final Map<String, List<String>> answers = new HashMap<>();
    final List<String> asked = new ArrayList<>();

    @Override
    public List<Node> nameServers() {
        return List.of();
    }

    @Override
    public Duration timeout() {
        return Duration.ofSeconds(20);
    }

    @Override
    public List<String> resolve(String name) throws IOException {
        throw new IOException("no address of " + name);
    }

    @Override
    public List<String> ask(Node node, String command, Predicate<String> isLast) throws IOException {
        asked.add(node + " " + command);
        List<String> answer = answers.get(node + " " + command);
        if (answer == null) {
            throw new IOException(node + " is not there");
        }
        int last = 0;
        while (!isLast.test(answer.get(last))) {
            last++;
        }
        return answer.subList(0, last + 1);
    }
}
