package dev.memjay;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.ServerErrorException;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.fleet.HotKeyWatch;
import dev.memjay.internal.route.fleet.NodeCommand;
import dev.memjay.internal.route.fleet.NodeCommands;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.HotKeys;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import dev.memjay.model.Stats;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Commands for the servers themselves, for one node or for all at once.
 *
 * <p>All block, at most for the client's timeout, and throw {@link IllegalStateException} on the event loop. Those for one
 * node throw what {@link Keyspace} says of errors; those for all never throw for a node but tell which ones failed. All
 * are classic commands and work with every version of memcached, unless they say otherwise. Commands that a server does
 * not know are an {@link UnsupportedByServerException}, its own errors a {@link ServerErrorException}.
 */
public final class Admin {
    private final Engine engine;
    private final NodeCommands commands;

    Admin(Engine engine, long timeoutNanos) {
        this.engine = engine;
        commands = new NodeCommands(engine, timeoutNanos);
    }

    /**
     * A node's version. memcached's {@code version}.
     *
     * @param node one of the client's nodes
     * @return such as {@code 1.6.18}
     */
    public String version(Node node) {
        return commands.one(node, NodeCommand.VERSION);
    }

    /** The version of every node. memcached's {@code version}. */
    public NodeResults<String> version() {
        return commands.all(NodeCommand.VERSION);
    }

    /**
     * A node's statistics. memcached's {@code stats}.
     *
     * @param node one of the client's nodes
     * @param arguments what to ask for, such as {@code settings}, {@code items} or {@code slabs}; none for the general ones.
     *     {@code reset} sets the counters to 0 and gives no statistics
     */
    public Stats stats(Node node, String... arguments) {
        return commands.one(node, NodeCommand.stats(arguments));
    }

    /**
     * The statistics of every node. memcached's {@code stats}.
     *
     * @param arguments as for {@link #stats(Node, String...)}
     */
    public NodeResults<Stats> stats(String... arguments) {
        return commands.all(NodeCommand.stats(arguments));
    }

    /**
     * Makes all items of a node expire now. memcached's {@code flush_all}.
     *
     * @param node one of the client's nodes
     */
    public void flushAll(Node node) {
        commands.one(node, NodeCommand.flushAll(Duration.ZERO));
    }

    /**
     * Makes all items of a node expire later. memcached's {@code flush_all}.
     *
     * @param node one of the client's nodes
     * @param delay when; rounded up to whole seconds, at most 30 days, zero for now
     */
    public void flushAll(Node node, Duration delay) {
        commands.one(node, NodeCommand.flushAll(delay));
    }

    /**
     * Makes all items of every node expire now. memcached's {@code flush_all}.
     *
     * @return the nodes that failed, each with its error; empty when none did
     */
    public Map<Node, MemjayException> flushAll() {
        return commands.all(NodeCommand.flushAll(Duration.ZERO)).failed();
    }

    /**
     * Makes all items of every node expire later. memcached's {@code flush_all}.
     *
     * @param delay when; rounded up to whole seconds, at most 30 days, zero for now
     * @return the nodes that failed, each with its error; empty when none did
     */
    public Map<Node, MemjayException> flushAll(Duration delay) {
        return commands.all(NodeCommand.flushAll(delay)).failed();
    }

    /**
     * Sets how much a node logs. memcached's {@code verbosity}.
     *
     * @param node one of the client's nodes
     * @param level 0 (nothing) or more
     */
    public void verbosity(Node node, int level) {
        commands.one(node, NodeCommand.verbosity(level));
    }

    /**
     * Sets how much every node logs. memcached's {@code verbosity}.
     *
     * @param level 0 (nothing) or more
     * @return the nodes that failed, each with its error; empty when none did
     */
    public Map<Node, MemjayException> verbosity(int level) {
        return commands.all(NodeCommand.verbosity(level)).failed();
    }

    /**
     * Changes how much memory a node may use for items. memcached's {@code cache_memlimit}.
     *
     * @param node one of the client's nodes
     * @param megabytes 1 or more; the server refuses what it finds too little
     */
    public void cacheMemlimit(Node node, int megabytes) {
        commands.one(node, NodeCommand.cacheMemlimit(megabytes));
    }

    /**
     * Changes how much memory every node may use for items. memcached's {@code cache_memlimit}.
     *
     * @param megabytes 1 or more; the servers refuse what they find too little
     * @return the nodes that failed, each with its error; empty when none did
     */
    public Map<Node, MemjayException> cacheMemlimit(int megabytes) {
        return commands.all(NodeCommand.cacheMemlimit(megabytes)).failed();
    }

    /**
     * Ends a node's process. memcached's {@code shutdown}, which only a server started with {@code -A} obeys.
     *
     * @param node one of the client's nodes
     */
    public void shutdown(Node node) {
        end(node, NodeCommand.shutdown("shutdown"));
    }

    /**
     * Ends a node's process as a signal for a graceful end does. memcached's {@code shutdown graceful}, which only a server
     * started with {@code -A} obeys; 1.6.0 or newer.
     *
     * @param node one of the client's nodes
     */
    public void shutdownGracefully(Node node) {
        end(node, NodeCommand.shutdown("shutdown graceful"));
    }

    /** The answer to a shutdown that is obeyed is the end of the connection. */
    private void end(Node node, NodeCommand<Boolean> shutdown) {
        try {
            commands.one(node, shutdown);
        } catch (ConnectionException e) {
            if (!e.mayHaveBeenApplied()) {
                throw e;
            }
        }
    }

    /**
     * Watches all nodes for a while and tells which keys were used most, by whatever client: the hot keys of the fleet. By
     * memcached's {@code watch}, so not through proxies, over UDP, or where the server forbids it ({@code -W}).
     *
     * <p>Opens one more connection to each node, and starts a thread for each, as long as it lasts. Memory is bounded
     * however many keys there are. While it is watched a server writes one line, of about 100 bytes, for each use of a key;
     * what its log cannot hold it leaves out, so that under much load this is a sample. Watch a busy fleet for seconds, not
     * for good.
     *
     * @param limit how many keys to tell at most, 1 to 1,000
     * @param watching how long to watch, 1 millisecond to 1 hour; the call takes as long
     * @return the keys and the nodes, and which nodes could not be watched; never throws for a node
     */
    public HotKeys hotKeys(int limit, Duration watching) {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is " + limit + "; it has to be 1 to 1000");
        }
        Objects.requireNonNull(watching, "watching");
        if (watching.compareTo(Duration.ofMillis(1)) < 0 || watching.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("watching is " + watching + "; it has to be 1 millisecond to 1 hour");
        }
        return new HotKeyWatch(engine, watching.toNanos()).run(limit);
    }

    /** Closes the connections to all nodes. The next calls open new ones; calls in flight fail. */
    public void disconnectAll() {
        engine.disconnectAll();
    }

    /**
     * Sends a command that Memjay does not know and returns the first line of its answer. A command whose answer has more
     * lines closes the connection, see {@link #rawLines}.
     *
     * @param node one of the client's nodes
     * @param command the command without its line end; characters 32 to 255 without 127, each sent as one byte
     */
    public String raw(Node node, String command) {
        List<String> lines = commands.one(node, NodeCommand.raw(command, TextCommand.Ending.LINE));
        return lines.isEmpty() ? "" : lines.get(0);
    }

    /**
     * Sends a command that Memjay does not know and returns the lines of its answer, up to and without a line {@code END},
     * or up to and with a line {@code OK} or {@code RESET}. An answer of more than 64 MiB or 1,000,000 lines closes the
     * connection.
     *
     * @param node one of the client's nodes
     * @param command the command without its line end; characters 32 to 255 without 127, each sent as one byte
     */
    public List<String> rawLines(Node node, String command) {
        return commands.one(node, NodeCommand.raw(command, TextCommand.Ending.END));
    }

    NodeResults<Duration> ping() {
        long start = Clock.nanoTime();
        return commands.all(NodeCommand.VERSION.map(version -> Duration.ofNanos(Clock.nanoTime() - start)));
    }
}
