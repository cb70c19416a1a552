package dev.memjay.server;

import dev.memjay.server.net.Endpoints;
import dev.memjay.server.protocol.Dialect;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.protocol.Tunables;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of a server to be started; not thread-safe. */
public final class MemcachedServerBuilder {
    private static final int MAX_PORT = 65535;
    private static final int MIN_ITEM_SIZE = 1024;
    private static final int MAX_ITEM_SIZE = 1 << 30;
    /** Measured on 1.6.18: of 1,024 files 24 are its own with four threads, 12 with one. */
    private static final int OWN_FILES = 8;

    private static final int OWN_FILES_OF_A_THREAD = 4;

    private int port;
    private String host = "127.0.0.1";
    private long memoryBytes = 64L << 20;
    private int itemSizeMax = 1 << 20;
    private String version = "1.6.45";
    private int maxConnections = 1024;
    private boolean ownFilesCount;
    private int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));
    private int recordedRequests = 1000;
    private InstantSource time = InstantSource.system();
    private final Map<String, String> users = new HashMap<>();
    private Settings.Login login = Settings.Login.NONE;
    private Settings.Binding binding = Settings.Binding.AUTO;
    private boolean evictions = true;
    private boolean cas = true;
    private boolean flushEnabled = true;
    private boolean dumpEnabled = true;
    private boolean watchEnabled = true;
    private boolean shutdownEnabled;
    private boolean hardened;
    private int verbosity;
    private int idleSeconds;
    private boolean debugCommands;
    private int requestsPerTurn = 20;
    private int bufferMemory;
    private @Nullable String clusterConfig;
    private final List<Address> addresses = new ArrayList<>();
    private boolean tcp = true;
    private int udpPort = -1;
    private boolean hasCrawler = true;
    private boolean hasMaintainer = true;
    private int tlsBufferSize = 16384;
    private @Nullable Path unixSocket;
    private int unixMask = 0700;
    private int backlog = 1024;
    private @Nullable ServerTls tls;

    /** Which protocols a TCP port speaks. */
    public enum Protocol {
        /** The first byte of each connection decides. */
        AUTO,
        /** Text only. */
        ASCII,
        /** Binary only. */
        BINARY
    }

    private record Address(String host, int port, Endpoints.Encryption encryption) {}

    MemcachedServerBuilder() {}

    /**
     * Sets the TCP port.
     *
     * @param newPort 0 (the default) for any free one
     * @return this builder
     */
    public MemcachedServerBuilder port(int newPort) {
        port = between("port", newPort, 0, MAX_PORT);
        return this;
    }

    /**
     * Sets the address to bind.
     *
     * @param newHost a host name or number; default 127.0.0.1
     * @return this builder
     */
    public MemcachedServerBuilder host(String newHost) {
        host = Objects.requireNonNull(newHost, "host");
        return this;
    }

    /**
     * Limits the memory for items.
     *
     * @param bytes at least 1; default 64 MiB
     * @return this builder
     */
    public MemcachedServerBuilder memory(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("memory must be at least one byte: " + bytes);
        }
        memoryBytes = bytes;
        return this;
    }

    /**
     * Limits the size of one item with its key and header.
     *
     * @param bytes 1024 to 2^30; default 1 MiB
     * @return this builder
     */
    public MemcachedServerBuilder itemSizeMax(int bytes) {
        itemSizeMax = between("itemSizeMax", bytes, MIN_ITEM_SIZE, MAX_ITEM_SIZE);
        return this;
    }

    /**
     * Sets the version that the server tells and whose behaviour it shows.
     *
     * @param newVersion for instance {@code 1.6.18}; default {@code 1.6.45}
     * @return this builder
     */
    public MemcachedServerBuilder version(String newVersion) {
        version = Objects.requireNonNull(newVersion, "version");
        return this;
    }

    /** Counts, in the limit of connections, the files that a memcached with as many threads holds open itself. */
    MemcachedServerBuilder ownFilesCount() {
        ownFilesCount = true;
        return this;
    }

    /**
     * Limits the connections at one time.
     *
     * @param count at least 1; default 1024
     * @return this builder
     */
    public MemcachedServerBuilder maxConnections(int count) {
        maxConnections = between("maxConnections", count, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets the number of threads that serve connections.
     *
     * @param count at least 1; default the number of processors, at most 4
     * @return this builder
     */
    public MemcachedServerBuilder threads(int count) {
        threads = between("threads", count, 1, 1024);
        return this;
    }

    /**
     * Sets where the server's time comes from.
     *
     * @param source default the system's time
     * @return this builder
     */
    public MemcachedServerBuilder time(InstantSource source) {
        time = Objects.requireNonNull(source, "source");
        return this;
    }

    /**
     * Sets how many of the last requests the server remembers, each up to its first 16 KiB.
     *
     * @param count 0 for none; default 1000
     * @return this builder
     */
    public MemcachedServerBuilder recordedRequests(int count) {
        recordedRequests = between("recordedRequests", count, 0, 1 << 24);
        return this;
    }

    /**
     * Listens on another TCP address, too.
     *
     * @param otherHost a host name or number
     * @param otherPort 0 for any free one
     * @param encrypted whether connections there do TLS, if the server does
     * @return this builder
     */
    public MemcachedServerBuilder alsoListen(String otherHost, int otherPort, boolean encrypted) {
        return alsoListen(otherHost, otherPort, encrypted ? Endpoints.Encryption.AS_SET : Endpoints.Encryption.NONE);
    }

    MemcachedServerBuilder alsoListen(String otherHost, int otherPort, Endpoints.Encryption encryption) {
        Objects.requireNonNull(otherHost, "otherHost");
        addresses.add(new Address(otherHost, between("otherPort", otherPort, 0, MAX_PORT), encryption));
        return this;
    }

    /**
     * Switches the TCP port on or off.
     *
     * @param on default true
     * @return this builder
     */
    public MemcachedServerBuilder tcp(boolean on) {
        tcp = on;
        return this;
    }

    /**
     * Listens for datagrams on the same host.
     *
     * @param newPort 0 for any free one; by default there is no UDP
     * @return this builder
     */
    public MemcachedServerBuilder udpPort(int newPort) {
        udpPort = between("udpPort", newPort, 0, MAX_PORT);
        return this;
    }

    /**
     * Listens on a UNIX socket, too.
     *
     * @param path where to make it; a file that is there is replaced
     * @return this builder
     */
    public MemcachedServerBuilder unixSocket(Path path) {
        unixSocket = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Sets who may use the UNIX socket.
     *
     * @param mode as of chmod; default 0700
     * @return this builder
     */
    public MemcachedServerBuilder unixMask(int mode) {
        unixMask = between("unixMask", mode, 0, 0777);
        return this;
    }

    /**
     * Sets how many connections may wait to be taken.
     *
     * @param count default 1024
     * @return this builder
     */
    public MemcachedServerBuilder backlog(int count) {
        backlog = between("backlog", count, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Does TLS on TCP connections, from the first byte.
     *
     * @param how with which certificates
     * @return this builder
     */
    public MemcachedServerBuilder tls(ServerTls how) {
        tls = Objects.requireNonNull(how, "how");
        return this;
    }

    /**
     * Demands a login by {@code set}, as memcached with an authfile does; adds a user.
     *
     * @param user the name
     * @param password the password
     * @return this builder
     */
    public MemcachedServerBuilder asciiUser(String user, String password) {
        return user(Settings.Login.ASCII, user, password);
    }

    /**
     * Demands a login by SASL in the binary protocol, as memcached with {@code -S} does; adds a user.
     *
     * @param user the name
     * @param password the password
     * @return this builder
     */
    public MemcachedServerBuilder saslUser(String user, String password) {
        return user(Settings.Login.SASL, user, password);
    }

    /** Demands a login by SASL even if there is no user. */
    void saslLogin() {
        login = Settings.Login.SASL;
    }

    private MemcachedServerBuilder user(Settings.Login how, String user, String password) {
        if (login != Settings.Login.NONE && login != how) {
            throw new IllegalArgumentException("a server has users of ASCII or of SASL, not of both");
        }
        login = how;
        users.put(Objects.requireNonNull(user, "user"), Objects.requireNonNull(password, "password"));
        return this;
    }

    /**
     * Chooses the protocols of TCP connections.
     *
     * @param protocol default AUTO
     * @return this builder
     */
    public MemcachedServerBuilder protocol(Protocol protocol) {
        binding = switch (protocol) {
            case AUTO -> Settings.Binding.AUTO;
            case ASCII -> Settings.Binding.ASCII;
            case BINARY -> Settings.Binding.BINARY;
        };
        return this;
    }

    /**
     * Says whether items make room for others; if not, storing into a full server is an error.
     *
     * @param allowed default true
     * @return this builder
     */
    public MemcachedServerBuilder evictions(boolean allowed) {
        evictions = allowed;
        return this;
    }

    /**
     * Switches cas numbers on or off; off, all are 0.
     *
     * @param on default true
     * @return this builder
     */
    public MemcachedServerBuilder cas(boolean on) {
        cas = on;
        return this;
    }

    /**
     * Allows {@code flush_all}.
     *
     * @param allowed default true
     * @return this builder
     */
    public MemcachedServerBuilder flushAll(boolean allowed) {
        flushEnabled = allowed;
        return this;
    }

    /**
     * Allows the commands that show keys.
     *
     * @param allowed default true
     * @return this builder
     */
    public MemcachedServerBuilder dumping(boolean allowed) {
        dumpEnabled = allowed;
        return this;
    }

    /**
     * Allows {@code watch}.
     *
     * @param allowed default true
     * @return this builder
     */
    public MemcachedServerBuilder watching(boolean allowed) {
        watchEnabled = allowed;
        return this;
    }

    /**
     * Allows {@code shutdown}.
     *
     * @param allowed default false
     * @return this builder
     */
    public MemcachedServerBuilder shutdownCommand(boolean allowed) {
        shutdownEnabled = allowed;
        return this;
    }

    /**
     * Closes a connection whose client sent a key that is too long or a bad length, where memcached would go on and take
     * the bytes of the value for commands. {@link MemcachedServer#violations()} tells what was sent.
     *
     * @return this builder
     */
    public MemcachedServerBuilder hardened() {
        hardened = true;
        return this;
    }

    /**
     * Sets the verbosity that {@code stats settings} shows.
     *
     * @param level not negative; default 0
     * @return this builder
     */
    public MemcachedServerBuilder verbosity(int level) {
        verbosity = between("verbosity", level, 0, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Closes connections that send no command for some time.
     *
     * @param seconds 0 (the default) for never
     * @return this builder
     */
    public MemcachedServerBuilder idleTimeout(int seconds) {
        idleSeconds = between("idleTimeout", seconds, 0, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Knows {@code debugtime}, as memcached's debug builds do: a client may move, stop and resume the server's clock.
     *
     * @param known default false
     * @return this builder
     */
    public MemcachedServerBuilder debugCommands(boolean known) {
        debugCommands = known;
        return this;
    }

    /**
     * Answers {@code config get cluster} as managed services do for the discovery of nodes.
     *
     * @param configVersion grows with each change
     * @param nodes as {@code host|ip|port} each
     * @return this builder
     */
    public MemcachedServerBuilder cluster(int configVersion, String... nodes) {
        clusterConfig = clusterConfig(configVersion, nodes);
        return this;
    }

    static String clusterConfig(int configVersion, String... nodes) {
        return configVersion + "\n" + String.join(" ", nodes) + "\n";
    }

    /**
     * Starts the server.
     *
     * @return the running server; the caller closes it
     * @throws IllegalStateException if the port cannot be had
     * @throws IllegalArgumentException if settings contradict each other or the TLS certificates cannot be read
     */
    public MemcachedServer start() {
        if (login != Settings.Login.NONE && udpPort >= 0) {
            throw new IllegalArgumentException("a server with a login cannot serve UDP");
        }
        if (login == Settings.Login.SASL && binding == Settings.Binding.ASCII) {
            throw new IllegalArgumentException("SASL needs the binary protocol");
        }
        if (login == Settings.Login.ASCII && binding == Settings.Binding.BINARY) {
            throw new IllegalArgumentException("a login by set needs the text protocol");
        }
        return new MemcachedServer(this);
    }

    private static int between(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
        }
        return value;
    }

    int port() {
        return port;
    }

    String host() {
        return host;
    }

    long memoryBytes() {
        return memoryBytes;
    }

    int recordedRequests() {
        return recordedRequests;
    }

    @Nullable
    Path unixSocket() {
        return unixSocket;
    }

    int unixMask() {
        return unixMask;
    }

    Endpoints endpoints() {
        List<Endpoints.Tcp> endpoints = new ArrayList<>();
        if (tcp) {
            endpoints.add(new Endpoints.Tcp(new InetSocketAddress(host, port), Endpoints.Encryption.AS_SET));
        }
        for (Address address : addresses) {
            endpoints.add(new Endpoints.Tcp(new InetSocketAddress(address.host, address.port), address.encryption));
        }
        return new Endpoints(
                endpoints,
                udpPort < 0 ? null : new InetSocketAddress(host, udpPort),
                unixSocket,
                unixMask,
                backlog,
                tls == null ? null : tls.identity());
    }

    ServerClock clock() {
        return new ServerClock(time);
    }

    /** Starts without the parts that memcached's {@code -o no_lru_crawler} and {@code no_lru_maintainer} leave out. */
    MemcachedServerBuilder background(boolean crawler, boolean maintainer) {
        hasCrawler = crawler;
        hasMaintainer = maintainer;
        return this;
    }

    /** The size that {@code stats settings} tells of the buffer for TLS. */
    MemcachedServerBuilder tlsBufferSize(int bytes) {
        tlsBufferSize = bytes;
        return this;
    }

    /** How many requests of a connection memcached serves in a row. */
    MemcachedServerBuilder requestsPerTurn(int count) {
        requestsPerTurn = count;
        return this;
    }

    /** The bytes that memcached gives all connections for reads and replies; 0 for no limit. */
    MemcachedServerBuilder bufferMemory(int bytes) {
        bufferMemory = bytes;
        return this;
    }

    Settings settings() {
        Settings settings = fixedSettings();
        settings.tunables().set(Tunables.CRAWLER, hasCrawler);
        if (!hasMaintainer) {
            settings.tunables().withoutMaintainer();
        }
        settings.tunables().set("ssl_wbuf_size", Integer.toString(tlsBufferSize));
        return settings;
    }

    private Settings fixedSettings() {
        return new Settings(new Settings.Values(
                Dialect.of(version),
                itemSizeMax,
                evictions,
                cas,
                flushEnabled,
                dumpEnabled,
                watchEnabled,
                shutdownEnabled,
                hardened,
                maxConnections,
                ownFilesCount ? OWN_FILES + OWN_FILES_OF_A_THREAD * threads : 0,
                threads,
                users,
                login,
                binding,
                clusterConfig,
                verbosity,
                idleSeconds,
                debugCommands,
                requestsPerTurn,
                bufferMemory));
    }
}
