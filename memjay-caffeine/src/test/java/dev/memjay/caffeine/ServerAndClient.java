package dev.memjay.caffeine;

import dev.memjay.Memjay;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.Metrics;
import dev.memjay.model.Verb;
import dev.memjay.server.MemcachedServer;

/**
 * A server, real or embedded, and a client of it, for one test.
 *
 * @param process the server
 * @param memjay the client
 */
record ServerAndClient(AutoCloseable process, Memjay memjay) implements AutoCloseable {
    static ServerAndClient start(boolean real) {
        if (real) {
            RealMemcached server = RealMemcached.start();
            return new ServerAndClient(server, client(server.address()));
        }
        MemcachedServer server = MemcachedServer.builder().version("1.6.18").start();
        return new ServerAndClient(server, client(server.host() + ":" + server.port()));
    }

    /** A real one that gives its items no CAS numbers. */
    static ServerAndClient startWithoutCas() {
        RealMemcached server = RealMemcached.start("-C");
        return new ServerAndClient(server, client(server.address()));
    }

    /** With a time limit that no slow machine reaches. */
    private static Memjay client(String address) {
        return Memjay.create("memcached://" + address + "?timeout=20s&connectTimeout=20s");
    }

    /** How often a verb asked the server. */
    long calls(Verb verb) {
        Metrics.OfVerb metrics = memjay.metrics().nodes().get(0).verbs().get(verb);
        return metrics == null ? 0 : metrics.calls();
    }

    @Override
    public void close() throws Exception {
        memjay.close();
        process.close();
    }
}
