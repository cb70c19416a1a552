package dev.memjay.server.protocol;

import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreObserver;
import dev.memjay.server.store.StoreOutcome;
import dev.memjay.server.store.StoreRequest;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The log lines for connections that sent {@code watch}; costs next to nothing while there is none. */
public final class WatchLog implements StoreObserver {
    /** What can be watched. */
    public enum Kind {
        FETCHERS,
        MUTATIONS,
        EVICTIONS,
        CONNEVENTS,
        DELETIONS,
        RAWCMDS,
        SYSEVENTS,
        PROXYREQS,
        PROXYEVENTS,
        PROXYUSER
    }

    private final Store store;
    private final Map<Connection, Set<Kind>> watchers = new ConcurrentHashMap<>();
    private final AtomicLong lines = new AtomicLong();
    private final ThreadLocal<Connection> serving = new ThreadLocal<>();
    private volatile boolean active;

    public WatchLog(Store store) {
        this.store = store;
    }

    /** Whether anybody watches. */
    public boolean active() {
        return active;
    }

    /** How many connections watch. */
    public int watchers() {
        return watchers.size();
    }

    /** Makes a connection a watcher. */
    public synchronized void add(Connection watcher, Set<Kind> kinds) {
        watchers.put(watcher, EnumSet.copyOf(kinds));
        active = true;
        store.observer(this);
    }

    /** Forgets a connection, whether it is a watcher or not. */
    public synchronized void remove(Connection watcher) {
        if (watchers.remove(watcher) != null && watchers.isEmpty()) {
            active = false;
            store.observer(null);
        }
    }

    /** Notes whose command the calling thread carries out. */
    public void serving(Connection connection) {
        serving.set(connection);
    }

    private void line(Kind kind, String text) {
        byte[] bytes = null;
        for (Map.Entry<Connection, Set<Kind>> watcher : watchers.entrySet()) {
            if (watcher.getValue().contains(kind)) {
                if (bytes == null) {
                    long now = store.now();
                    bytes = "ts=%d.%d gid=%d type=%s\n"
                            .formatted(now / 1000, now % 1000 * 1000, lines.incrementAndGet(), text)
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
                watcher.getKey().wire().send(bytes);
            }
        }
    }

    private long connection() {
        @Nullable Connection connection = serving.get();
        return connection == null ? 0 : connection.id();
    }

    private static String encoded(Key key) {
        Output out = new Output();
        UriEncoding.put(key, out);
        return new String(out.toByteArray(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void fetched(Key key, @Nullable Item item, String outcome) {
        line(
                Kind.FETCHERS,
                "item_get key=%s status=%s clsid=%d cfd=%d size=%d"
                        .formatted(
                                encoded(key),
                                outcome,
                                item == null ? 0 : item.slabClass(),
                                connection(),
                                item == null ? 0 : item.value().length));
    }

    @Override
    public void stored(StoreRequest request, StoreOutcome outcome) {
        line(
                Kind.MUTATIONS,
                "item_store key=%s status=%s cmd=%s ttl=%d clsid=%d cfd=%d size=%d"
                        .formatted(
                                encoded(request.key),
                                outcome.name().toLowerCase(Locale.ROOT),
                                request.mode.name().toLowerCase(Locale.ROOT),
                                Math.max(0, Item.secondsLeft(request.expireAt, store.now())),
                                request.slabClass(),
                                connection(),
                                request.value.length));
    }

    @Override
    public void deleted(Item item, String command) {
        line(
                Kind.DELETIONS,
                "deleted key=%s cmd=%s clsid=%d cfd=%d size=%d"
                        .formatted(encoded(item.key()), command, item.slabClass(), connection(), item.value().length));
    }

    @Override
    public void evicted(Item item) {
        line(
                Kind.EVICTIONS,
                "eviction key=%s fetch=%s ttl=%d la=%d clsid=%d size=%d"
                        .formatted(
                                encoded(item.key()),
                                item.fetched() ? "yes" : "no",
                                item.secondsLeft(store.now()),
                                Math.max(0, store.now() - item.lastAccess()) / 1000,
                                item.slabClass(),
                                item.value().length));
    }

    /** A connection was opened. */
    public void opened(Connection connection) {
        if (active) {
            line(Kind.CONNEVENTS, "conn_new " + peer(connection));
        }
    }

    /** A connection was closed. */
    public void closed(Connection connection) {
        if (active) {
            String reason = connection.failed() ? "error" : "normal";
            line(Kind.CONNEVENTS, "conn_close " + peer(connection).replace(" cfd=", " reason=" + reason + " cfd="));
        }
    }

    private static String peer(Connection connection) {
        String peer = connection.peer();
        if (peer.startsWith("unix:")) {
            return "rip=unix rport=0 transport=local cfd=" + connection.id();
        }
        int end = peer.lastIndexOf(':');
        String address = peer.substring(peer.indexOf(':') + 1, end).replaceAll("[\\[\\]]", "");
        return "rip=%s rport=%s transport=%s cfd=%d"
                .formatted(address, peer.substring(end + 1), peer.substring(0, 3), connection.id());
    }
}
