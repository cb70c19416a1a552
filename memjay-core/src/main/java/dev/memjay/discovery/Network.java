package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the client lends to a discovery: its connections to memcached, and the settings for asking name servers. Use it on
 * the thread that calls {@link NodeDiscovery#discover}.
 */
public interface Network {
    /** The name servers that the client was given; empty for those of this machine. */
    List<Node> nameServers();

    /** How long one look may wait for name servers, however many questions it asks. */
    Duration timeout();

    /**
     * The addresses that the Java platform's resolver has for a name. It may answer from a cache, by the security property
     * {@code networkaddress.cache.ttl}. Blocks for as long as the platform takes.
     *
     * @throws IOException if it has none
     */
    List<String> resolve(String name) throws IOException;

    /**
     * Opens a connection to a memcached server, by the client's transport and with its login, sends one line, and reads
     * lines. Blocks for the time of one connect.
     *
     * @param node the server; its name is looked up as that of any node at a connect: by the Java platform, or by the name
     *     servers that the client was given
     * @param command without its end of line
     * @param isLast whether a line is the last of the answer
     * @return the lines up to the last, without their ends
     * @throws IOException if there is no whole answer in time
     */
    List<String> ask(Node node, String command, Predicate<String> isLast) throws IOException;
}
