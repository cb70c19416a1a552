package dev.memjay.server.net;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a server listens. */
public record Endpoints(
        List<Tcp> tcp,
        @Nullable InetSocketAddress udp,
        @Nullable Path unixSocket,
        int unixMask,
        int backlog,
        @Nullable TlsIdentity tls) {
    /** One TCP address. */
    public record Tcp(InetSocketAddress address, Encryption encryption) {}

    /** What connections to an address do, if the server has a certificate. */
    public enum Encryption {
        NONE,
        /** TLS, with the check of clients that the server is set to. */
        AS_SET,
        /** TLS without a check of clients. */
        OF_SERVER,
        /** TLS with clients that must show a certificate. */
        MUTUAL
    }
}
