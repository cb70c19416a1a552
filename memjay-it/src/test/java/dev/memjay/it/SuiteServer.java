package dev.memjay.it;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
import dev.memjay.it.DisguisedServer.Guise;
import dev.memjay.junit.RealMemcached;
import dev.memjay.server.MemcachedServer;
import dev.memjay.server.ServerTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A running server for the suite of verbs: real or embedded, and reached by one kind of transport.
 *
 * @param address as a client spells it
 * @param plainAddress as a client spells it that needs a transport which carries all
 * @param transport how it is reached
 * @param folder holds its socket or its certificate
 * @param process the server
 */
record SuiteServer(String address, String plainAddress, Transport transport, Path folder, AutoCloseable process)
        implements AutoCloseable {
    /** The version that Debian's memcached has, so that both kinds shall behave alike. */
    private static final String VERSION = "1.6.18";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How a server is reached. */
    enum Transport {
        TCP,
        UNIX,
        TLS,
        UDP;

        /** Another server's address, as a client spells it that reaches servers this way. */
        String spelled(String address) {
            return this == UDP ? "udp:" + address : address;
        }
    }

    static SuiteServer start(boolean isReal, Transport transport) {
        return start(isReal, transport, Guise.NONE);
    }

    static SuiteServer start(boolean isReal, Transport transport, Guise guise) {
        Path folder = makeFolder();
        SuiteServer current = isReal ? real(transport, folder) : embedded(transport, folder);
        SuiteServer server = guise == Guise.NONE ? current : current.disguised(guise);
        try (Memjay probe = server.client().build()) {
            if (!probe.awaitReady(PATIENCE)) {
                server.close();
                throw new IllegalStateException("no server answers at " + server.address);
            }
        }
        return server;
    }

    private SuiteServer disguised(Guise guise) {
        DisguisedServer front =
                new DisguisedServer(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)), guise);
        AutoCloseable both = () -> {
            front.close();
            process.close();
        };
        return new SuiteServer(front.address(), plainAddress, transport, folder, both);
    }

    /** A client for it, and for more servers that are reached in the same way. */
    MemjayBuilder client(String... others) {
        return to(address, others);
    }

    /** A client for it that reaches it by what carries all: TCP where it is UDP. */
    MemjayBuilder plainClient() {
        return to(plainAddress);
    }

    private MemjayBuilder to(String own, String... others) {
        List<String> servers = new ArrayList<>(List.of(own));
        for (String other : others) {
            servers.add(transport.spelled(other));
        }
        MemjayBuilder builder = Memjay.builder()
                .servers(servers.toArray(String[]::new))
                .timeout(PATIENCE)
                .connectTimeout(PATIENCE);
        return transport == Transport.TLS
                ? builder.tls(true).tlsTrust(folder.resolve("server.crt").toString())
                : builder;
    }

    private static SuiteServer real(Transport transport, Path folder) {
        return switch (transport) {
            case TCP -> of(RealMemcached.start(), transport, folder);
            case UDP -> {
                int port = Ports.freeForUdp();
                RealMemcached server = RealMemcached.start("-U", Integer.toString(port));
                yield new SuiteServer("udp:127.0.0.1:" + port, tcp(server), transport, folder, server);
            }
            case UNIX -> {
                Path socket = folder.resolve("real.sock");
                yield of("unix:" + socket, transport, folder, process(socket));
            }
            case TLS -> {
                certify(folder);
                String chain = "ssl_chain_cert=" + folder.resolve("server.crt");
                String key = "ssl_key=" + folder.resolve("server.key");
                yield of(RealMemcached.start("-Z", "-o", chain + "," + key), transport, folder);
            }
        };
    }

    private static SuiteServer of(RealMemcached server, Transport transport, Path folder) {
        return of(tcp(server), transport, folder, server);
    }

    private static SuiteServer of(String address, Transport transport, Path folder, AutoCloseable server) {
        return new SuiteServer(address, address, transport, folder, server);
    }

    private static String tcp(RealMemcached server) {
        return server.host() + ":" + server.port();
    }

    private static AutoCloseable process(Path socket) {
        List<String> command = new ArrayList<>(List.of("memcached", "-s", socket.toString(), "-a", "777"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        Process process = run(command);
        Soon.within(PATIENCE, () -> Files.exists(socket) || !process.isAlive());
        return () -> {
            process.destroyForcibly();
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        };
    }

    private static SuiteServer embedded(Transport transport, Path folder) {
        var builder = MemcachedServer.builder().version(VERSION);
        if (transport == Transport.UNIX) {
            builder.unixSocket(folder.resolve("embedded.sock"));
        } else if (transport == Transport.TLS) {
            certify(folder);
            builder.tls(ServerTls.files(folder.resolve("server.crt"), folder.resolve("server.key")));
        }
        if (transport == Transport.UDP) {
            builder.udpPort(0);
        }
        MemcachedServer server = builder.start();
        String tcp = server.host() + ":" + server.port();
        return switch (transport) {
            case UNIX -> of("unix:" + folder.resolve("embedded.sock"), transport, folder, server);
            case UDP -> new SuiteServer("udp:127.0.0.1:" + server.udpPort(), tcp, transport, folder, server);
            case TCP, TLS -> of(tcp, transport, folder, server);
        };
    }

    /** A folder that memcached may enter, whoever it runs as. */
    private static Path makeFolder() {
        try {
            Path folder = Files.createTempDirectory("mj");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void certify(Path folder) {
        Path key = folder.resolve("server.key");
        Process openssl = run(List.of(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:P-256",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=suite",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key.toString(),
                "-out",
                folder.resolve("server.crt").toString()));
        try {
            if (!openssl.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || openssl.exitValue() != 0) {
                throw new IllegalStateException("openssl made no certificate");
            }
            Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Process run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    @Override
    public void close() {
        try {
            process.close();
            try (var files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(folder);
        } catch (Exception e) {
            throw new IllegalStateException("the server does not close", e);
        }
    }
}
