package dev.memjay.it;

import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;

/** A running server for tests, of either kind. */
record TestServer(String host, int port, AutoCloseable process) implements AutoCloseable {
    /** The version that Debian's memcached has, so that both kinds shall behave alike. */
    private static final String VERSION = "1.6.18";

    static TestServer embedded() {
        MemcachedServer server = MemcachedServer.builder().version(VERSION).start();
        return new TestServer(server.host(), server.port(), server);
    }

    static TestServer real(String... options) {
        RealMemcached server = RealMemcached.start(options);
        return new TestServer(server.host(), server.port(), server);
    }

    String address() {
        return host + ":" + port;
    }

    @Override
    public void close() {
        try {
            process.close();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not close", e);
        }
    }
}
