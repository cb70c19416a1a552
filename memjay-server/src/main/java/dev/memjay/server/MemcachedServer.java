package dev.memjay.server;

import dev.memjay.server.net.Endpoints;
import dev.memjay.server.net.FaultPlan;
import dev.memjay.server.net.Listener;
import dev.memjay.server.net.TlsIdentity;
import dev.memjay.server.protocol.RequestLog;
import dev.memjay.server.protocol.ServerControl;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.protocol.Tunables;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Counters;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A memcached inside this JVM that real clients cannot tell from the real one.
 *
 * <pre>{@code
 * try (MemcachedServer server = MemcachedServer.start()) {
 *     connect(server.address());
 * }
 * }</pre>
 *
 * <p>All methods may be called from any thread.
 */
public final class MemcachedServer implements AutoCloseable {
    private final ServerClock clock;
    private final ServerState state;
    private final Listener listener;
    private final Faults faults;
    private final String host;
    private final String unixSocket;
    private final String unixMask;
    private final int backlog;
    private final @Nullable TlsIdentity tls;
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    MemcachedServer(MemcachedServerBuilder builder) {
        this.clock = builder.clock();
        this.host = builder.host();
        Settings settings = builder.settings();
        Counters counters = new Counters();
        StoreLimits limits = new StoreLimits(
                builder.memoryBytes(),
                settings.itemSizeMax(),
                settings.evictions(),
                settings.cas(),
                !settings.cas() && settings.dialect().flushesSecondsWithoutCas());
        Store store = new Store(clock::nowMillis, counters, limits);
        if (!settings.tunables().is(Tunables.MAINTAINER)) {
            store.sweptCounter(Counter.CRAWLER_RECLAIMED);
        }
        RequestLog requests = new RequestLog(builder.recordedRequests());
        this.state = new ServerState(settings, clock::nowMillis, counters, store, requests, new Control());
        this.unixSocket = String.valueOf(builder.unixSocket() == null ? "NULL" : builder.unixSocket());
        this.unixMask = Integer.toOctalString(builder.unixMask());
        Endpoints endpoints = builder.endpoints();
        this.backlog = endpoints.backlog();
        this.tls = endpoints.tls();
        FaultPlan plan = new FaultPlan();
        this.listener = new Listener(state, endpoints, plan);
        this.faults = new Faults(plan, listener);
    }

    /**
     * Starts a server on 127.0.0.1 and any free port, with memcached's defaults.
     *
     * @return the running server; the caller closes it
     */
    public static MemcachedServer start() {
        return builder().start();
    }

    /**
     * A builder for a server with other settings.
     *
     * @return a new builder with memcached's defaults
     */
    public static MemcachedServerBuilder builder() {
        return new MemcachedServerBuilder();
    }

    /**
     * Where the server listens.
     *
     * @return the TCP port, 0 when there is none
     */
    public int port() {
        return listener.tcpPort();
    }

    /**
     * Where the server listens for datagrams.
     *
     * @return the UDP port, 0 when there is none
     */
    public int udpPort() {
        return listener.udpPort();
    }

    /**
     * The bind address.
     *
     * @return a host name or number, as it was given
     */
    public String host() {
        return host;
    }

    /**
     * What a client is given to connect.
     *
     * @return {@code host:port}
     */
    public String address() {
        return host.contains(":") ? "[" + host + "]:" + port() : host + ":" + port();
    }

    /**
     * The clock by which items expire.
     *
     * @return the clock of this server
     */
    public ServerClock clock() {
        return clock;
    }

    /**
     * Makes the server misbehave.
     *
     * @return the faults of this server
     */
    public Faults faults() {
        return faults;
    }

    /**
     * The last requests that arrived, by default up to 1000, oldest first.
     *
     * @return a new list
     */
    public List<ReceivedRequest> requests() {
        return state.requests().entries().stream()
                .map(entry ->
                        new ReceivedRequest(entry.connection(), new String(entry.line(), StandardCharsets.ISO_8859_1)))
                .toList();
    }

    /** Forgets the requests that arrived so far. */
    public void clearRequests() {
        state.requests().clear();
    }

    /**
     * The lines for which a hardened server closed a connection: a key that is too long, a length that is none or is not
     * the value's. Whoever chooses such a key can inject commands.
     *
     * @return a new list, empty if the server is not hardened
     */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    /**
     * Changes what {@code config get cluster} answers.
     *
     * @param configVersion grows with each change
     * @param nodes as {@code host|ip|port} each
     */
    public void cluster(int configVersion, String... nodes) {
        state.settings().clusterConfig(MemcachedServerBuilder.clusterConfig(configVersion, nodes));
    }

    /**
     * Waits until the server has been closed, by {@link #close()} or by the {@code shutdown} command.
     *
     * @param limit how long at most
     * @return whether it is closed
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean awaitClosed(Duration limit) throws InterruptedException {
        return closed.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Closes all connections and frees the port; when it returns, no thread of the server is left. */
    @Override
    public void close() {
        listener.close();
        closed.countDown();
    }

    private final class Control implements ServerControl {
        @Override
        public void shutdown() {
            listener.stop();
            closed.countDown();
        }

        @Override
        public String refreshCertificates() {
            if (tls == null) {
                return "Error TLS not enabled";
            }
            try {
                tls.reload();
                return "";
            } catch (IOException | GeneralSecurityException e) {
                return "Error loading the certificates: " + e.getMessage();
            }
        }

        @Override
        public void moveClock(long seconds) {
            clock.moveSeconds(seconds);
        }

        @Override
        public void stopClock(boolean stop) {
            if (stop) {
                clock.freeze();
            } else {
                clock.resume();
            }
        }

        @Override
        public boolean tls() {
            return tls != null;
        }

        @Override
        public int tcpPort() {
            return port();
        }

        @Override
        public int udpPort() {
            return MemcachedServer.this.udpPort();
        }

        @Override
        public List<String> listening() {
            return listener.listening();
        }

        @Override
        public Map<String, String> listenerSettings() {
            Map<String, String> values = new HashMap<>(Map.of(
                    "tcpport",
                    Integer.toString(port()),
                    "udpport",
                    Integer.toString(udpPort()),
                    "inter",
                    host,
                    "domain_socket",
                    unixSocket,
                    "umask",
                    unixMask,
                    "tcp_backlog",
                    Integer.toString(backlog)));
            values.putAll(TlsIdentity.settings(tls));
            return values;
        }

        @Override
        public void violation(String line) {
            violations.add(line);
        }
    }
}
