package dev.memjay.it.clients;

import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;

/** The servers that the clients meet: the real one proves that their scripts ask for what memcached does. */
enum ServerKind {
    EMBEDDED {
        @Override
        Running start() {
            MemcachedServer server = MemcachedServer.start();
            return new Running(server.port(), server::close);
        }
    },
    EMBEDDED_1_6_18 {
        @Override
        Running start() {
            MemcachedServer server = MemcachedServer.builder().version("1.6.18").start();
            return new Running(server.port(), server::close);
        }
    },
    REAL {
        @Override
        Running start() {
            RealMemcached server = RealMemcached.start();
            return new Running(server.port(), server::close);
        }
    };

    abstract Running start();

    /** A server of one of these kinds, until it is closed. */
    record Running(int port, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }
}
