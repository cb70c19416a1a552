package dev.memjay.internal.wire;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the server at a node's address is, and can do: the one place for it. Most is found out by what is said first on a
 * connection, and stays; the rest is noted when an answer shows it. The dialects of a node's connections share one; when the
 * node is found out about anew, there is a new one. Thread-safe.
 */
public final class NodeTraits {
    /** Who is at the other end. */
    public enum Peer {
        /** A memcached. */
        SERVER,
        /** A proxy that answers what it does not know with an error. */
        PROXY,
        /** A proxy that closes the connection over what it does not know, which is much. */
        CLOSING_PROXY,
        /** The same, and it does not know {@code version} either. */
        SILENT_PROXY
    }

    /** Why nothing can be compared where there is nothing to compare. */
    public static final String NO_CAS =
            "the server gives its items no CAS numbers (memcached -C, or a managed service's"
                    + " switch), so it has no gets, cas, update, delete by number, lease, tombstone or version; set, add, delete"
                    + " and getOrCompute do without";

    /** Without these a server is none, so that an error to one of them says nothing about the next. */
    private static final Set<String> ELEMENTARY = Set.of("get", "set", "mg", "ms");

    private final Peer peer;
    private final boolean isDraft;
    private final boolean bareMisses;
    private final boolean choosesCas;
    private final boolean comparesOnDelete;
    /** Commands that it does not know; of those that Memjay sends, so never many. */
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();
    /** Whether there are any, which is asked for each request. */
    private volatile boolean lacksCommands;
    /** Whether its items have no CAS numbers; asked for each request too. */
    private volatile boolean lacksCas;

    private NodeTraits(Peer peer, @Nullable ServerVersion version, boolean bareMisses) {
        this.peer = peer;
        this.bareMisses = bareMisses;
        isDraft = version != null && version.isBefore(1, 6, 10);
        choosesCas = version == null || !version.isBefore(1, 6, 27);
        comparesOnDelete = version == null || version.isBefore(1, 6, 0) || !version.isBefore(1, 6, 13);
        if (peer == Peer.SERVER && version != null && version.isBefore(1, 5, 3)) {
            noteUnknown("gats");
        }
    }

    /** Those of a current memcached. */
    public static NodeTraits usual() {
        return of(Peer.SERVER, null);
    }

    /** What a version is known for; without one, what current ones are. */
    public static NodeTraits of(Peer peer, @Nullable ServerVersion version) {
        return new NodeTraits(peer, version, version != null && version.isBefore(1, 6, 18));
    }

    /**
     * As {@link #of}, for a server whose misses were looked at.
     *
     * @param bareMisses whether they lack the opaque
     */
    public static NodeTraits of(Peer peer, @Nullable ServerVersion version, boolean bareMisses) {
        return new NodeTraits(peer, version, bareMisses);
    }

    /** Who is at the other end. */
    public Peer peer() {
        return peer;
    }

    /** Whether it is a memcached, as far as is known, and not a proxy for several. */
    public boolean reachesServer() {
        return peer == Peer.SERVER;
    }

    /** Whether it closes the connection over what it does not know. */
    public boolean closesOverUnknown() {
        return peer == Peer.CLOSING_PROXY || peer == Peer.SILENT_PROXY;
    }

    /** Whether its meta says {@code OK} for {@code HD}, takes a value's length as a flag, and no base64 keys: up to 1.6.9. */
    public boolean isDraft() {
        return isDraft;
    }

    /** Whether an {@code EN} does not bring the opaque back: up to 1.6.17. */
    public boolean bareMisses() {
        return bareMisses;
    }

    /** Whether it lets a store choose the item's CAS number: from 1.6.27 on. */
    public boolean choosesCas() {
        return choosesCas;
    }

    /** Whether {@code md} compares a CAS number: 1.6.0 to 1.6.12 answer {@code EX} whatever the number is. */
    public boolean comparesOnDelete() {
        return comparesOnDelete;
    }

    /**
     * The CAS number of an item was told, or whether there are any. A server that was started without them ({@code -C})
     * tells 0 for each, and no item of another has 0. It may be started anew the other way.
     */
    public void noteCas(boolean hasOne) {
        if (lacksCas == hasOne && (hasOne || peer == Peer.SERVER)) { // behind a proxy others may have them
            lacksCas = !hasOne;
        }
    }

    /** Whether its items have no CAS numbers, as far as is known. */
    public boolean lacksCas() {
        return lacksCas;
    }

    /** Why the server cannot do what is asked, in any dialect; null if it can, as far as is known. */
    public @Nullable String refusal(Request request) {
        return lacksCas && request.needsCas() ? NO_CAS : null;
    }

    /** It answered that it does not know a command. */
    public void noteUnknown(String command) {
        if (!ELEMENTARY.contains(command)) {
            unknown.add(command);
            lacksCommands = true;
        }
    }

    /** Whether any command was found to be unknown to it: else there is no need to find out which one a request takes. */
    public boolean lacksCommands() {
        return lacksCommands;
    }

    /** Whether it may know a command. */
    public boolean knows(String command) {
        return !lacksCommands || !unknown.contains(command);
    }

    /** The message for a call that needs a command the server does not know. */
    public static String lacking(String command) {
        String instead = switch (command) {
            case "gats", "gat" -> "; get and touch would do, or memcached 1.5.3";
            case "gets", "cas" -> "; without it there are no CAS numbers";
            case "touch" -> "; a set would do";
            default -> "";
        };
        return "the server does not know the command " + command + instead;
    }
}
