package dev.memjay.discovery;

import dev.memjay.model.Node;
import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;

/**
 * What a discovery may ask, lent to it by the client: name servers, and memcached servers. All methods block, each for a
 * bounded time, and may be called from the thread that {@link NodeDiscovery#discover} is called on.
 */
public interface Network {
    /**
     * Whether there is a name server to ask: this machine has one, or the client was given one. Where there is none, as
     * with machines that keep no {@code /etc/resolv.conf}, only {@link #resolve} is left.
     */
    default boolean hasNameServers() {
        return true;
    }

    /**
     * Sends one DNS message to this machine's name servers, or to those that the client was given, one after another
     * until one answers, the last that did first; over TCP where the answer does not fit into a datagram.
     *
     * @param query the message
     * @return the answer, whatever it says, with the identifier of the query
     * @throws IOException if no name server answered
     */
    byte[] askNameServer(byte[] query) throws IOException;

    /**
     * The absolute names that a name may stand for, by this machine's search list, in the order to try them.
     *
     * @param name with a dot at its end it is absolute
     */
    List<String> absoluteNames(String name);

    /** The addresses that this machine's own file of hosts has for a name; empty for none. */
    List<String> hostsFile(String name);

    /**
     * The addresses that the Java platform's resolver has for a name. It may answer from a cache, by the security property
     * {@code networkaddress.cache.ttl}.
     *
     * @throws IOException if it has none
     */
    List<String> resolve(String name) throws IOException;

    /**
     * Opens a connection to a memcached server, by the client's transport and with its login, sends one line, and reads
     * lines.
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
