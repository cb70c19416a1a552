package dev.memjay.server;

import java.util.Map;

/** The names of the options that {@link ServeOptions} knows, and what the user is told of them. */
final class OptionNames {
    /** Letters that are followed by a value. */
    static final String WITH_VALUE = "psUalmcItRbBoYfnDPuex";
    /** Letters without a value. */
    static final String ALONE = "AMCSFXWZvkdrLhViTH";
    /** The letter that each long name stands for. */
    static final Map<String, Character> LONG = Map.ofEntries(
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

    static final String USAGE = """
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
                    -R, --max-reqs-per-event=NUM
                                              requests that one connection has served in a row (default 20)
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
                    -o, --extended=WORDS      the words named above, version=1.6.N, hardened, debugtime (a client may move
                                              the clock, as with memcached's debug build); others are ignored
                    Accepted without effect: -u -f -n -D -e -k -d -r -L
                    """;

    private OptionNames() {}
}
