package dev.memjay.it.lease;

import dev.memjay.Keyspace;
import dev.memjay.Memjay;
import dev.memjay.it.Patient;
import dev.memjay.junit.RealMemcached;
import dev.memjay.model.LoadPolicy;
import dev.memjay.model.Loader;
import dev.memjay.server.MemcachedServer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The server, and the face of the keyspace, that a test is run with. */
enum Way {
    REAL_BLOCKING(true, false),
    REAL_ASYNC(true, true),
    EMBEDDED_BLOCKING(false, false),
    EMBEDDED_ASYNC(false, true);

    private static final String VERSION = "1.6.18";

    private final boolean real;
    private final boolean async;

    Way(boolean real, boolean async) {
        this.real = real;
        this.async = async;
    }

    /** A running server. */
    record Server(String address, AutoCloseable process) implements AutoCloseable {
        Memjay client() {
            return Patient.create("memcached://" + address);
        }

        int port() {
            return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
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

    Server start() {
        if (real) {
            RealMemcached server = RealMemcached.start();
            return new Server(server.address(), server);
        }
        MemcachedServer server = MemcachedServer.builder().version(VERSION).start();
        return new Server(server.host() + ":" + server.port(), server);
    }

    /** A getOrCompute through this way's face, which waits in any case. */
    @Nullable
    String compute(Keyspace<String, String> texts, String key, Loader<String, String> loader, LoadPolicy policy) {
        if (!async) {
            return texts.getOrCompute(key, loader, policy);
        }
        try {
            return texts.async()
                    .getOrCompute(key, wanted -> CompletableFuture.supplyAsync(() -> loaded(loader, wanted)), policy)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    private static @Nullable String loaded(Loader<String, String> loader, String key) {
        try {
            return loader.load(key);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
