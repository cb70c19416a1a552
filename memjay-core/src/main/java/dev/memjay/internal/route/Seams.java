package dev.memjay.internal.route;

import dev.memjay.internal.connection.Session;
import dev.memjay.internal.connection.SocketSettings;
import dev.memjay.internal.connection.TcpTransport;
import dev.memjay.internal.connection.Transport;
import dev.memjay.internal.connection.VersionSession;
import dev.memjay.internal.wire.ClassicDialect;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.MetaDialect;
import dev.memjay.model.Node;
import java.util.function.Function;

/**
 * The parts of a router that can be exchanged.
 *
 * @param transport how links are opened
 * @param session what is said on a fresh link before the first request
 * @param dialect what is spoken afterwards
 * @param nodeState who decides that a node may be called, one for each node
 */
public record Seams(Transport transport, Session session, Dialect dialect, Function<Node, NodeState> nodeState) {
    /** What the settings ask for. */
    public static Seams of(RouterSettings settings) {
        SocketSettings socket = new SocketSettings(
                settings.noDelay(), settings.keepAlive(), settings.socketSendBuffer(), settings.socketReceiveBuffer());
        Dialect dialect = switch (settings.protocol()) {
            case "meta" -> new MetaDialect();
            case "classic" -> new ClassicDialect();
            default ->
                throw new IllegalArgumentException(
                        "protocol '" + settings.protocol() + "' is not known; meta and classic are");
        };
        return new Seams(new TcpTransport(socket), new VersionSession(), dialect, node -> NodeState.ALWAYS_UP);
    }
}
