package dev.memjay.server;

import dev.memjay.server.net.Endpoints;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Memcached's own command line options, and some more, as settings of a server. */
public final class ServeOptions {
    /** The port when none is given. */
    public static final int DEFAULT_PORT = 11211;

    /** Where a server listens that is given memcached's own letter of a port. */
    static final String ALL_ADDRESSES = "0.0.0.0";

    private final MemcachedServerBuilder builder =
            MemcachedServer.builder().recordedRequests(0).ownFilesCount();
    private final Logins logins = new Logins();
    private final Map<String, String> words = new HashMap<>();
    private final List<String> listens = new ArrayList<>();
    private int port = DEFAULT_PORT;
    private int udpPort;
    private boolean portGiven;
    /** Memcached's word for none is a port of 0, given by the letter; by its long name 0 is any free port. */
    private boolean withoutTcp;

    private MemcachedServerBuilder.@Nullable Protocol protocol;
    private long memoryBytes = 64L * OptionValues.MEBI;
    private int itemSizeMax = OptionValues.MEBI;
    private int verbosity;
    private boolean help;
    private boolean version;
    private boolean ssl;
    private boolean madeTls;
    /** Whether a port was given by memcached's own letter, which means all addresses unless {@code -l} says otherwise. */
    private boolean asMemcached;

    private String pidFile = "";
    private @Nullable String socket;
    private @Nullable ServerTls tls;

    private ServeOptions() {}

    /**
     * Reads a command line.
     *
     * @param arguments the options without the name of the program
     * @return what they say
     * @throws IllegalArgumentException with a message for the user, if an option is unknown or a value is bad
     */
    public static ServeOptions parse(String... arguments) {
        ServeOptions options = new ServeOptions();
        new OptionScanner(OptionNames.LONG, OptionNames.WITH_VALUE, OptionNames.ALONE).scan(arguments, options::take);
        if (!options.help && !options.version) {
            options.finish();
        }
        return options;
    }

    /**
     * The server that the options ask for.
     *
     * @return a builder, ready to start
     */
    public MemcachedServerBuilder builder() {
        return builder;
    }

    /**
     * Whether {@code -h} was given.
     *
     * @return true if the user wants {@link #usage()} and no server
     */
    public boolean help() {
        return help;
    }

    /**
     * Whether {@code -V} or {@code -i} was given.
     *
     * @return true if the user wants the version and no server
     */
    public boolean versionWanted() {
        return version;
    }

    /**
     * How often {@code -v} was given.
     *
     * @return 0 for a quiet server
     */
    public int verbosity() {
        return verbosity;
    }

    /**
     * Whether {@code -S} was given without a user.
     *
     * @return true if nobody can log in
     */
    public boolean nobodyCanLogIn() {
        return logins.nobody();
    }

    /**
     * Where {@code -s} wants the UNIX socket.
     *
     * @return a file name, or the empty text
     */
    public String unixSocket() {
        return socket == null ? "" : socket;
    }

    /**
     * Where {@code -P} wants the number of the process.
     *
     * @return a file name, or the empty text
     */
    public String pidFile() {
        return pidFile;
    }

    /**
     * The certificates, when {@code --tls} had them made.
     *
     * @return the certificate that clients must trust, in PEM, or the empty text
     */
    public String madeAuthorityPem() {
        return madeTls && tls != null ? tls.authorityPem() : "";
    }

    /**
     * What to tell a user who asks.
     *
     * @return lines about the options
     */
    public static String usage() {
        return OptionNames.USAGE;
    }

    private void take(char option, boolean asLetter, String value) {
        switch (option) {
            case 'p' -> {
                port = OptionValues.number("port", value, -1, 65535);
                portGiven = true;
                withoutTcp = asLetter && port == 0;
                asMemcached |= asLetter;
            }
            case 'U' -> {
                udpPort = OptionValues.number("UDP port", value, -1, 65535);
                asMemcached |= asLetter;
            }
            case 's' -> socket = value;
            case 'a' -> builder.unixMask(OptionValues.octal(value));
            case 'l' -> listens.addAll(List.of(value.split(",")));
            case 'm' ->
                memoryBytes =
                        OptionValues.number("memory limit", value, 1, Integer.MAX_VALUE) * (long) OptionValues.MEBI;
            case 'I' -> itemSizeMax = OptionValues.itemSize(value);
            case 'c' -> builder.maxConnections(OptionValues.number("connection limit", value, 1, Integer.MAX_VALUE));
            case 't' ->
                builder.threads(Math.min(OptionValues.number("number of threads", value, 1, Integer.MAX_VALUE), 64));
            case 'R' -> builder.requestsPerTurn(OptionValues.number("requests per event", value, 1, Integer.MAX_VALUE));
            case 'n' -> OptionValues.number("chunk size", value, 1, Integer.MAX_VALUE);
            case 'b' -> builder.backlog(OptionValues.number("backlog", value, 1, Integer.MAX_VALUE));
            case 'B' -> protocol = OptionValues.protocol(value);
            case 'f' -> OptionValues.factor(value);
            case 'P' -> pidFile = value;
            case 'Y' -> logins.read("auth file", value);
            case 'x' -> logins.add(value, "--user");
            case 'o' -> extended(value);
            case 'A' -> builder.shutdownCommand(true);
            case 'M' -> builder.evictions(false);
            case 'C' -> builder.cas(false);
            case 'F' -> builder.flushAll(false);
            case 'X' -> builder.dumping(false);
            case 'W' -> builder.watching(false);
            case 'S' -> logins.withSasl();
            case 'Z' -> ssl = true;
            case 'T' -> madeTls = true;
            case 'H' -> builder.hardened();
            case 'v' -> verbosity++;
            case 'h' -> help = true;
            case 'V', 'i' -> version = true;
            default -> {
                // options that mean nothing to a server inside a JVM
            }
        }
    }

    private void extended(String value) {
        for (String word : value.split(",")) {
            int equals = word.indexOf('=');
            words.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
    }

    private void finish() {
        if (itemSizeMax > memoryBytes / 2) {
            throw new IllegalArgumentException("Cannot set item size limit higher than 1/2 of memory max.");
        }
        builder.memory(memoryBytes).itemSizeMax(itemSizeMax).verbosity(verbosity);
        if (protocol != null) {
            builder.protocol(protocol);
        }
        if (words.containsKey("hardened")) {
            builder.hardened();
        }
        builder.debugCommands(words.containsKey("debugtime"));
        ifGiven("idle_timeout", 0, Integer.MAX_VALUE, builder::idleTimeout);
        // memcached takes kilobytes, up to a megabyte
        ifGiven("ssl_wbuf_size", 1, 1024, size -> builder.tlsBufferSize(size * 1024));
        // and megabytes
        ifGiven("read_buf_mem_limit", 0, 2047, size -> builder.bufferMemory(size * OptionValues.MEBI));
        boolean modern = !words.containsKey("no_modern");
        builder.background(
                words.containsKey("lru_crawler") || modern && !words.containsKey("no_lru_crawler"),
                words.containsKey("lru_maintainer") || modern && !words.containsKey("no_lru_maintainer"));
        if (words.containsKey("version")) {
            builder.version(words.get("version"));
        }
        logins.finish(builder, protocol, udpPort != 0);
        finishTls();
        finishAddresses();
    }

    private void ifGiven(String word, int least, int most, IntConsumer use) {
        String value = words.get(word);
        if (value != null) {
            use.accept(OptionValues.number(word, value, least, most));
        }
    }

    private void finishTls() {
        ServerTls chosen = madeTls ? ServerTls.made() : ssl ? TlsWords.files(words) : null;
        if (chosen != null) {
            if (withoutTcp) {
                throw new IllegalArgumentException("You cannot enable SSL without a TCP port.");
            }
            tls = TlsWords.modes(chosen, words);
            builder.tls(tls);
        }
    }

    private void finishAddresses() {
        String path = socket;
        if (path != null) {
            builder.unixSocket(Path.of(path)).tcp(false);
            return;
        }
        if (udpPort != 0) {
            if (!portGiven) {
                port = udpPort;
            }
            builder.udpPort(Math.max(0, udpPort));
        }
        List<ListenAddress> addresses = listens.stream()
                .map(text -> ListenAddress.parse(text, Math.max(0, port)))
                .toList();
        if (withoutTcp) {
            // datagrams come to the same address
            builder.host(addresses.isEmpty() ? ALL_ADDRESSES : addresses.get(0).host())
                    .tcp(false);
        } else if (addresses.isEmpty()) {
            builder.port(Math.max(0, port));
            if (asMemcached) {
                builder.host(ALL_ADDRESSES);
            }
        } else {
            listenOn(addresses);
        }
    }

    private void listenOn(List<ListenAddress> addresses) {
        ListenAddress first = null;
        for (ListenAddress address : addresses) {
            if (first == null && (address.encryption() == Endpoints.Encryption.AS_SET || tls == null)) {
                first = address;
            } else {
                builder.alsoListen(address.host(), address.port(), address.encryption());
            }
        }
        if (first == null) {
            builder.tcp(false);
        } else {
            builder.host(first.host()).port(first.port());
        }
    }
}
