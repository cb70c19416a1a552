package dev.memjay.junit;

import dev.memjay.server.MemcachedServer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running server that a test was given. */
public final class Memcached implements AutoCloseable {
    private final String host;
    private final int port;
    private final @Nullable MemcachedServer embedded;
    private final @Nullable RealMemcached real;
    private int violationsSeen;

    private Memcached(String host, int port, @Nullable MemcachedServer embedded, @Nullable RealMemcached real) {
        this.host = host;
        this.port = port;
        this.embedded = embedded;
        this.real = real;
    }

    static Memcached of(MemcachedServer server) {
        return new Memcached(server.host(), server.port(), server, null);
    }

    static Memcached of(RealMemcached server) {
        return new Memcached(server.host(), server.port(), null, server);
    }

    /**
     * What a client is given to connect.
     *
     * @return {@code host:port}
     */
    public String address() {
        return host + ":" + port;
    }

    /**
     * Where the server listens.
     *
     * @return the host
     */
    public String host() {
        return host;
    }

    /**
     * Where the server listens.
     *
     * @return the TCP port
     */
    public int port() {
        return port;
    }

    /**
     * Whether this is a memcached of its own process.
     *
     * @return false for the embedded server
     */
    public boolean isReal() {
        return real != null;
    }

    /**
     * The embedded server, with its clock, faults and recorded requests.
     *
     * @return the server
     * @throws IllegalStateException if the server is a real memcached
     */
    public MemcachedServer embedded() {
        if (embedded == null) {
            throw new IllegalStateException("this is a real memcached: it has no clock, faults or recorded requests");
        }
        return embedded;
    }

    /**
     * The process.
     *
     * @return the real memcached
     * @throws IllegalStateException if the server is embedded
     */
    public RealMemcached real() {
        if (real == null) {
            throw new IllegalStateException("this is the embedded server, not a process");
        }
        return real;
    }

    /** What a careless client sent since this was asked last; nothing is known of it where the server is real. */
    synchronized List<String> newViolations() {
        List<String> all = embedded == null ? List.of() : embedded.violations();
        List<String> fresh = all.subList(violationsSeen, all.size());
        violationsSeen = all.size();
        return fresh;
    }

    /** Ends the server. JUnit does it for a server that it gave. */
    @Override
    public void close() {
        if (embedded != null) {
            embedded.close();
        }
        if (real != null) {
            real.close();
        }
    }
}
