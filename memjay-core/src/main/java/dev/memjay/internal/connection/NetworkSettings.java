package dev.memjay.internal.connection;

import dev.memjay.internal.connection.talk.LoginSettings;
import dev.memjay.internal.connection.transport.Names;
import dev.memjay.internal.connection.transport.SocketSettings;
import dev.memjay.internal.connection.transport.TlsSettings;
import org.jspecify.annotations.Nullable;

/**
 * How servers are reached, below the protocol.
 *
 * @param socket options of each socket
 * @param tls how TLS is done over TCP; null for none
 * @param login how a client logs in; null when it does not
 * @param names whom to ask for the addresses of servers
 */
public record NetworkSettings(
        SocketSettings socket,
        @Nullable TlsSettings tls,
        @Nullable LoginSettings login,
        Names names) {
    /** Plain sockets with the default options. */
    public static final NetworkSettings DEFAULT =
            new NetworkSettings(SocketSettings.DEFAULT, null, null, Names.PLATFORM);
}
