package dev.memjay.it;

import dev.memjay.Memjay;
import dev.memjay.MemjayBuilder;
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
 * @param transport how it is reached
 * @param folder holds its socket or its certificate
 * @param process the server
 */
record SuiteServer(String address, Transport transport, Path folder, AutoCloseable process) implements AutoCloseable {
    /** The version that Debian's memcached has, so that both kinds shall behave alike. */
    private static final String VERSION = "1.6.18";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How a server is reached. */
    enum Transport {
        TCP,
        UNIX,
        TLS
    }

    static SuiteServer start(boolean isReal, Transport transport) {
        Path folder = makeFolder();
        SuiteServer server = isReal ? real(transport, folder) : embedded(transport, folder);
        try (Memjay probe = server.client().build()) {
            if (!probe.awaitReady(PATIENCE)) {
                server.close();
                throw new IllegalStateException("no server answers at " + server.address);
            }
        }
        return server;
    }

    /** A client for it, and for more servers that are reached in the same way. */
    MemjayBuilder client(String... others) {
        List<String> servers = new ArrayList<>(List.of(address));
        servers.addAll(List.of(others));
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
            case UNIX -> {
                Path socket = folder.resolve("real.sock");
                yield new SuiteServer("unix:" + socket, transport, folder, process(socket));
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
        return new SuiteServer(server.host() + ":" + server.port(), transport, folder, server);
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
        MemcachedServer server = builder.start();
        String address = transport == Transport.UNIX
                ? "unix:" + folder.resolve("embedded.sock")
                : server.host() + ":" + server.port();
        return new SuiteServer(address, transport, folder, server);
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
