package dev.memjay.server;

import dev.memjay.server.net.Endpoints;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Memcached's own command line options, and some more, as settings of a server. */
public final class ServeOptions {
    /** The port when none is given. */
    public static final int DEFAULT_PORT = 11211;

    private static final String WITH_VALUE = "psUalmcItRbBoYfnDPuex";
    private static final String ALONE = "AMCSFXWZvkdrLhViTH";
    private static final Map<String, Character> LONG_NAMES = Map.ofEntries(
            Map.entry("port", 'p'),
            Map.entry("unix-socket", 's'),
            Map.entry("udp-port", 'U'),
            Map.entry("unix-mask", 'a'),
            Map.entry("listen", 'l'),
            Map.entry("memory", 'm'),
            Map.entry("memory-limit", 'm'),
            Map.entry("conn-limit", 'c'),
            Map.entry("max-item-size", 'I'),
            Map.entry("threads", 't'),
            Map.entry("max-reqs-per-event", 'R'),
            Map.entry("listen-backlog", 'b'),
            Map.entry("protocol", 'B'),
            Map.entry("extended", 'o'),
            Map.entry("auth-file", 'Y'),
            Map.entry("slab-growth-factor", 'f'),
            Map.entry("slab-min-size", 'n'),
            Map.entry("pidfile", 'P'),
            Map.entry("user", 'x'),
            Map.entry("enable-shutdown", 'A'),
            Map.entry("disable-evictions", 'M'),
            Map.entry("disable-cas", 'C'),
            Map.entry("enable-sasl", 'S'),
            Map.entry("disable-flush-all", 'F'),
            Map.entry("disable-dumping", 'X'),
            Map.entry("disable-watch", 'W'),
            Map.entry("enable-ssl", 'Z'),
            Map.entry("tls", 'T'),
            Map.entry("hardened", 'H'),
            Map.entry("verbose", 'v'),
            Map.entry("lock-memory", 'k'),
            Map.entry("daemon", 'd'),
            Map.entry("enable-coredumps", 'r'),
            Map.entry("enable-largepages", 'L'),
            Map.entry("help", 'h'),
            Map.entry("version", 'V'),
            Map.entry("license", 'i'));

    private static final String SASL_PASSWORDS = "MEMCACHED_SASL_PWDB";
    private static final String ALL_ADDRESSES = "0.0.0.0";
    private static final int MEBI = 1 << 20;
    private static final int MIN_ITEM = 1024;
    private static final int MAX_ITEM = 1024 * MEBI;

    private final MemcachedServerBuilder builder =
            MemcachedServer.builder().recordedRequests(0).debugCommands(true).ownFilesCount();
    private final Map<String, String> users = new HashMap<>();
    private final Map<String, String> words = new HashMap<>();
    private final List<String> listens = new ArrayList<>();
    private int port = DEFAULT_PORT;
    private int udpPort;
    private boolean portGiven;
    /** Memcached's word for none is a port of 0, given by the letter; by its long name 0 is any free port. */
    private boolean withoutTcp;

    private MemcachedServerBuilder.Protocol protocol = MemcachedServerBuilder.Protocol.AUTO;
    private boolean protocolGiven;
    private long memoryBytes = 64L * MEBI;
    private int itemSizeMax = MEBI;
    private int verbosity;
    private boolean help;
    private boolean version;
    private boolean sasl;
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
        new OptionScanner(LONG_NAMES, WITH_VALUE, ALONE).scan(arguments, options::take);
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
     * Whether {@code -V} was given.
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
        return sasl && users.isEmpty();
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
        return """
                -p, --port=NUM            TCP port (default 11211); -p -1 or --port=0 for any free one, -p 0 for none
                -U, --udp-port=NUM        UDP port (default 0: off)
                -l, --listen=ADDR[,...]   addresses to listen on, [notls:]HOST[:PORT]; without it 127.0.0.1 alone,
                                          but all addresses, as memcached does, where -p or -U is given as a letter
                -s, --unix-socket=FILE    UNIX socket instead of TCP and UDP
                -a, --unix-mask=MASK      mode of the UNIX socket, octal (default 700)
                -m, --memory=NUM          memory for items in megabytes (default 64)
                -I, --max-item-size=SIZE  1k to 1024m (default 1m)
                -c, --conn-limit=NUM      connections at a time (default 1024)
                -t, --threads=NUM         threads that serve connections
                -b, --listen-backlog=NUM  connections that may wait (default 1024)
                -B, --protocol=NAME       auto, ascii or binary (default auto)
                -M  no evictions: a full server answers with errors
                -C  no cas numbers        -A  enable shutdown      -F  disable flush_all
                -X  disable dumps         -W  disable watch        -v  more verbose
                -S, --enable-sasl         SASL with users of --user or of the file in MEMCACHED_SASL_PWDB
                -Y, --auth-file=FILE      login by set, lines user:password
                    --user=NAME:PASSWORD  a user, for -S or else for a login by set
                    --tls                 TLS with certificates that are made on the fly
                -Z, --enable-ssl          TLS with -o ssl_chain_cert=FILE,ssl_key=FILE,ssl_verify_mode=0..3,
                                          ssl_ca_cert=FILE,ssl_min_version=0..3
                    --hardened            close connections that send overlong keys or bad lengths
                -P, --pidfile=FILE        write the number of the process there
                -o, --extended=WORDS      the words named above, version=1.6.N, hardened; others are ignored
                Accepted without effect: -u -R -f -n -D -e -k -d -r -L
                """;
    }

    private void take(char option, boolean asLetter, String value) {
        switch (option) {
            case 'p' -> {
                port = number("port", value, -1, 65535);
                portGiven = true;
                withoutTcp = asLetter && port == 0;
                asMemcached |= asLetter;
            }
            case 'U' -> {
                udpPort = number("UDP port", value, -1, 65535);
                asMemcached |= asLetter;
            }
            case 's' -> socket = value;
            case 'a' -> builder.unixMask(octal(value));
            case 'l' -> listens.addAll(List.of(value.split(",")));
            case 'm' -> memoryBytes = number("memory limit", value, 1, Integer.MAX_VALUE) * (long) MEBI;
            case 'I' -> itemSizeMax = itemSize(value);
            case 'c' -> builder.maxConnections(number("connection limit", value, 1, Integer.MAX_VALUE));
            case 't' -> builder.threads(Math.min(number("number of threads", value, 1, Integer.MAX_VALUE), 64));
            case 'R' -> number("requests per event", value, 1, Integer.MAX_VALUE);
            case 'n' -> number("chunk size", value, 1, Integer.MAX_VALUE);
            case 'b' -> builder.backlog(number("backlog", value, 1, Integer.MAX_VALUE));
            case 'B' -> {
                protocol = protocol(value);
                protocolGiven = true;
            }
            case 'f' -> factor(value);
            case 'P' -> pidFile = value;
            case 'Y' -> readUsers("auth file", value, true);
            case 'x' -> addUser(value, "--user");
            case 'o' -> extended(value);
            case 'A' -> builder.shutdownCommand(true);
            case 'M' -> builder.evictions(false);
            case 'C' -> builder.cas(false);
            case 'F' -> builder.flushAll(false);
            case 'X' -> builder.dumping(false);
            case 'W' -> builder.watching(false);
            case 'S' -> sasl = true;
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

    private static int number(String name, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number: " + value, e);
        }
        throw new IllegalArgumentException(name + " must be " + least + " to " + most + ": " + value);
    }

    private static int octal(String value) {
        try {
            return Integer.parseInt(value, 8);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the mode of the UNIX socket must be octal: " + value, e);
        }
    }

    private static int itemSize(String value) {
        String digits = value.strip();
        long unit = 1;
        if (digits.toLowerCase(java.util.Locale.ROOT).endsWith("k")) {
            unit = 1024;
        } else if (digits.toLowerCase(java.util.Locale.ROOT).endsWith("m")) {
            unit = MEBI;
        }
        if (unit > 1) {
            digits = digits.substring(0, digits.length() - 1);
        }
        long size = number("item size", digits, 1, Integer.MAX_VALUE) * unit;
        if (size < MIN_ITEM) {
            throw new IllegalArgumentException("Item max size cannot be less than 1024 bytes.");
        }
        if (size > MAX_ITEM) {
            throw new IllegalArgumentException("Cannot set item size limit higher than a gigabyte.");
        }
        return (int) size;
    }

    private static MemcachedServerBuilder.Protocol protocol(String value) {
        return switch (value) {
            case "auto" -> MemcachedServerBuilder.Protocol.AUTO;
            case "ascii" -> MemcachedServerBuilder.Protocol.ASCII;
            case "binary" -> MemcachedServerBuilder.Protocol.BINARY;
            default ->
                throw new IllegalArgumentException(
                        "Invalid value for binding protocol: " + value + " -- should be one of auto, binary, or ascii");
        };
    }

    private static void factor(String value) {
        try {
            if (Double.parseDouble(value) > 1) {
                return;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Factor must be a number: " + value, e);
        }
        throw new IllegalArgumentException("Factor must be greater than 1");
    }

    private void extended(String value) {
        for (String word : value.split(",")) {
            int equals = word.indexOf('=');
            words.put(equals < 0 ? word : word.substring(0, equals), equals < 0 ? "" : word.substring(equals + 1));
        }
    }

    private void readUsers(String name, String file, boolean required) {
        try {
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.UTF_8)) {
                if (!line.isBlank()) {
                    addUser(line, name + " " + file);
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the " + name + " " + file + ": " + e.getMessage(), e);
        }
        if (required && users.isEmpty()) {
            throw new IllegalArgumentException("no user in the " + name + " " + file);
        }
    }

    private void addUser(String line, String where) {
        String[] parts = line.split(":", -1);
        if (parts.length < 2 || parts[0].isEmpty()) {
            throw new IllegalArgumentException("a user must be given as name:password in " + where);
        }
        users.put(parts[0], parts[1]);
    }

    private void finish() {
        if (itemSizeMax > memoryBytes / 2) {
            throw new IllegalArgumentException("Cannot set item size limit higher than 1/2 of memory max.");
        }
        builder.memory(memoryBytes)
                .itemSizeMax(itemSizeMax)
                .verbosity(verbosity)
                .protocol(protocol);
        if (words.containsKey("hardened")) {
            builder.hardened();
        }
        if (words.containsKey("idle_timeout")) {
            builder.idleTimeout(number("idle_timeout", words.get("idle_timeout"), 0, Integer.MAX_VALUE));
        }
        boolean modern = !words.containsKey("no_modern");
        builder.background(
                words.containsKey("lru_crawler") || modern && !words.containsKey("no_lru_crawler"),
                words.containsKey("lru_maintainer") || modern && !words.containsKey("no_lru_maintainer"));
        if (words.containsKey("ssl_wbuf_size")) {
            // memcached takes kilobytes, up to a megabyte
            builder.tlsBufferSize(number("ssl_wbuf_size", words.get("ssl_wbuf_size"), 1, 1024) * 1024);
        }
        if (words.containsKey("version")) {
            builder.version(words.get("version"));
        }
        finishUsers();
        finishTls();
        finishAddresses();
    }

    private void finishUsers() {
        String file = System.getenv(SASL_PASSWORDS);
        if (sasl && users.isEmpty() && file != null) {
            readUsers("SASL password file", file, false);
        }
        if ((sasl || !users.isEmpty()) && udpPort != 0) {
            throw new IllegalArgumentException("Cannot enable UDP while using a login.");
        }
        if (sasl && protocolGiven && protocol != MemcachedServerBuilder.Protocol.BINARY) {
            throw new IllegalArgumentException("You cannot allow the ASCII protocol while using SASL.");
        }
        if (!sasl && !users.isEmpty() && protocolGiven && protocol != MemcachedServerBuilder.Protocol.ASCII) {
            throw new IllegalArgumentException(
                    "You cannot allow the BINARY protocol while using ascii authentication tokens.");
        }
        if (sasl) {
            builder.saslLogin();
        }
        users.forEach((name, password) -> {
            if (sasl) {
                builder.saslUser(name, password);
            } else {
                builder.asciiUser(name, password);
            }
        });
    }

    private void finishTls() {
        if (madeTls) {
            tls = ServerTls.made();
        } else if (ssl) {
            String chain = words.getOrDefault("ssl_chain_cert", "");
            if (chain.isEmpty()) {
                throw new IllegalArgumentException("ssl_chain_cert argument is required.");
            }
            String key = words.getOrDefault("ssl_key", "");
            tls = ServerTls.files(Path.of(chain), Path.of(key.isEmpty() ? chain : key));
            if (words.containsKey("ssl_ca_cert")) {
                tls = tls.authority(Path.of(words.get("ssl_ca_cert")));
            }
        }
        ServerTls chosen = tls;
        if (chosen != null) {
            if (withoutTcp) {
                throw new IllegalArgumentException("You cannot enable SSL without a TCP port.");
            }
            chosen = chosen.verifyMode(number("ssl_verify_mode", words.getOrDefault("ssl_verify_mode", "0"), 0, 3));
            chosen = chosen.minVersion(number("ssl_min_version", words.getOrDefault("ssl_min_version", "2"), 0, 3));
            tls = chosen;
            builder.tls(chosen);
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

    /** What the words before an address of {@code -l} mean. */
    private static final Map<String, Endpoints.Encryption> PREFIXES = Map.of(
            "notls:", Endpoints.Encryption.NONE,
            "btls:", Endpoints.Encryption.OF_SERVER,
            "mtls:", Endpoints.Encryption.MUTUAL);

    /** One address of {@code -l}. */
    private record ListenAddress(String host, int port, Endpoints.Encryption encryption) {
        static ListenAddress parse(String text, int defaultPort) {
            String rest = text.strip();
            Endpoints.Encryption encryption = Endpoints.Encryption.AS_SET;
            for (Map.Entry<String, Endpoints.Encryption> prefix : PREFIXES.entrySet()) {
                if (rest.startsWith(prefix.getKey())) {
                    encryption = prefix.getValue();
                    rest = rest.substring(prefix.getKey().length());
                }
            }
            int colon = rest.lastIndexOf(':');
            boolean bareIpv6 = !rest.startsWith("[") && colon != rest.indexOf(':');
            boolean withPort = colon >= 0 && !bareIpv6 && !rest.endsWith("]");
            String host = withPort ? rest.substring(0, colon) : rest;
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            }
            if (host.isEmpty()) {
                throw new IllegalArgumentException("no address to listen on: " + text);
            }
            int port = withPort ? number("port", rest.substring(colon + 1), 0, 65535) : defaultPort;
            return new ListenAddress(host.equals("*") ? ALL_ADDRESSES : host, port, encryption);
        }
    }
}
