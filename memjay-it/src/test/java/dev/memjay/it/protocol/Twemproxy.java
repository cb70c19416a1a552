package dev.memjay.it.protocol;

import dev.memjay.it.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The installed twemproxy, which Debian calls nutcracker, before some servers. */
public final class Twemproxy implements AutoCloseable {
    private static final int ATTEMPTS = 5;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Process process;
    private final Path folder;
    private final int port;

    private Twemproxy(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Starts one on a free port and waits until it listens. */
    public static Twemproxy before(String... servers) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Twemproxy proxy = launch(servers);
            if (proxy.listens()) {
                return proxy;
            }
            proxy.close(); // another process may have taken one of the ports
        }
        throw new IllegalStateException("nutcracker does not start; on Debian: apt-get install nutcracker");
    }

    private static Twemproxy launch(String... servers) {
        try {
            Path folder = Files.createTempDirectory("twemproxy");
            int port = Ports.free();
            List<String> lines = new ArrayList<>(List.of(
                    "pool:",
                    "  listen: 127.0.0.1:" + port,
                    "  hash: fnv1a_64",
                    "  distribution: ketama",
                    "  server_retry_timeout: 100",
                    "  servers:"));
            for (String server : servers) {
                lines.add("   - " + server + ":1");
            }
            Path configuration = Files.write(folder.resolve("nutcracker.yml"), lines);
            Process process = new ProcessBuilder(
                            "nutcracker",
                            "-c",
                            configuration.toString(),
                            "-a",
                            "127.0.0.1",
                            "-s",
                            "" + Ports.free(),
                            "-m",
                            "16384")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            return new Twemproxy(process, folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean listens() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (process.isAlive() && System.nanoTime() - deadline < 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
                return true;
            } catch (IOException e) {
                Thread.onSpinWait();
            }
        }
        return false;
    }

    public int port() {
        return port;
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(20, TimeUnit.SECONDS);
            for (String file : List.of("nutcracker.yml", "log")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
