package dev.memjay.server.protocol;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one server was started; what can change later is volatile. */
public final class Settings {
    /** Memcached's buffers for reads and for replies. */
    private static final int BUFFER = 16 * 1024;

    private static final int REPLIES_IN_BUFFER = 20;

    private final Dialect dialect;
    private final int itemSizeMax;
    private final boolean evictions;
    private final boolean cas;
    private final boolean flushEnabled;
    private final boolean dumpEnabled;
    private final boolean watchEnabled;
    private final boolean shutdownEnabled;
    private final boolean hardened;
    private final int maxConnections;
    private final int ownFiles;
    private final int threads;
    private final Map<String, String> users;
    private final Login login;
    private final Binding binding;
    private final int idleSeconds;
    private final boolean debugCommands;
    private final int requestsPerTurn;
    private final int bufferMemory;
    private final int replyLimit;
    private final Tunables tunables = new Tunables();
    private volatile @Nullable String clusterConfig;
    private volatile int verbosity;
    private volatile boolean detailEnabled;

    /** Which login a connection needs first. */
    public enum Login {
        NONE,
        SASL,
        ASCII
    }

    /** Which protocols a TCP port speaks. */
    public enum Binding {
        AUTO,
        ASCII,
        BINARY
    }

    /** The values of all settings. */
    public record Values(
            Dialect dialect,
            int itemSizeMax,
            boolean evictions,
            boolean cas,
            boolean flushEnabled,
            boolean dumpEnabled,
            boolean watchEnabled,
            boolean shutdownEnabled,
            boolean hardened,
            int maxConnections,
            int ownFiles,
            int threads,
            Map<String, String> users,
            Login login,
            Binding binding,
            @Nullable String clusterConfig,
            int verbosity,
            int idleSeconds,
            boolean debugCommands,
            int requestsPerTurn,
            int bufferMemory) {}

    public Settings(Values values) {
        this.dialect = values.dialect();
        this.itemSizeMax = values.itemSizeMax();
        this.evictions = values.evictions();
        this.cas = values.cas();
        this.flushEnabled = values.flushEnabled();
        this.dumpEnabled = values.dumpEnabled();
        this.watchEnabled = values.watchEnabled();
        this.shutdownEnabled = values.shutdownEnabled();
        this.hardened = values.hardened();
        this.maxConnections = values.maxConnections();
        this.ownFiles = values.ownFiles();
        this.threads = values.threads();
        this.users = Map.copyOf(values.users());
        this.login = values.login();
        this.binding = values.binding();
        this.clusterConfig = values.clusterConfig();
        this.verbosity = values.verbosity();
        this.idleSeconds = values.idleSeconds();
        this.debugCommands = values.debugCommands();
        this.requestsPerTurn = values.requestsPerTurn();
        this.bufferMemory = values.bufferMemory();
        this.replyLimit = bufferMemory == 0 ? Integer.MAX_VALUE : replies(bufferMemory / threads);
    }

    public Dialect dialect() {
        return dialect;
    }

    public int itemSizeMax() {
        return itemSizeMax;
    }

    public boolean evictions() {
        return evictions;
    }

    public boolean cas() {
        return cas;
    }

    public boolean flushEnabled() {
        return flushEnabled;
    }

    public boolean dumpEnabled() {
        return dumpEnabled;
    }

    public boolean watchEnabled() {
        return watchEnabled;
    }

    public boolean shutdownEnabled() {
        return shutdownEnabled;
    }

    public boolean hardened() {
        return hardened;
    }

    public int maxConnections() {
        return maxConnections;
    }

    /** How many connections are taken: memcached's limit is one of open files, of which it holds some itself. */
    public int takenConnections() {
        return Math.max(1, maxConnections - ownFiles);
    }

    public int threads() {
        return threads;
    }

    /** After so many seconds without a command a connection is closed; 0 for never. */
    public int idleSeconds() {
        return idleSeconds;
    }

    /** Whether the commands of memcached's debug builds are known. */
    public boolean debugCommands() {
        return debugCommands;
    }

    /** After so many commands in a row memcached turns to another connection. */
    public int requestsPerTurn() {
        return requestsPerTurn;
    }

    /** The bytes that all connections may take for reads and replies; 0 for no limit. */
    public int bufferMemory() {
        return bufferMemory;
    }

    /** How many replies of one connection may wait; memcached shares them among the connections of a thread. */
    public int replyLimit() {
        return replyLimit;
    }

    /** One buffer holds what is read, the others replies. */
    private static int replies(int bytesOfThread) {
        return Math.max(1, bytesOfThread / BUFFER - 1) * REPLIES_IN_BUFFER;
    }

    public Map<String, String> users() {
        return users;
    }

    public Login login() {
        return login;
    }

    public Binding binding() {
        return binding;
    }

    /** What {@code config get cluster} answers, or null when the command is unknown. */
    public @Nullable String clusterConfig() {
        return clusterConfig;
    }

    /** Sets what {@code config get cluster} answers. */
    public void clusterConfig(@Nullable String config) {
        clusterConfig = config;
    }

    /** What can be set by commands and only {@code stats settings} shows. */
    public Tunables tunables() {
        return tunables;
    }

    public int verbosity() {
        return verbosity;
    }

    /** Sets the verbosity, at most 2. */
    public void verbosity(int level) {
        verbosity = level;
    }

    public boolean detailEnabled() {
        return detailEnabled;
    }

    /** Switches the counting by key prefix. */
    public void detailEnabled(boolean on) {
        detailEnabled = on;
    }
}
