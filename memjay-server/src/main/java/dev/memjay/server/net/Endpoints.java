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
    public record Tcp(InetSocketAddress address, boolean tls) {}
}
