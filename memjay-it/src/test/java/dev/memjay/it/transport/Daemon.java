package dev.memjay.it.transport;

import dev.memjay.it.Ports;
import dev.memjay.it.Soon;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The installed memcached with options that {@link dev.memjay.junit.RealMemcached} does not know: a UNIX socket, SASL. */
final class Daemon implements AutoCloseable {
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final Path log;
    private final int port;

    private Daemon(Process process, Path log, int port) {
        this.process = process;
        this.log = log;
        this.port = port;
    }

    /** One that listens on a UNIX socket only. */
    static Daemon unix(Path socket) {
        List<String> options = List.of("-s", socket.toString(), "-a", "777");
        return start(options, Map.of(), 0, () -> {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                return channel.connect(UnixDomainSocketAddress.of(socket));
            }
        });
    }

    /** One that listens on a free TCP port. */
    static Daemon tcp(Map<String, String> environment, String... more) {
        IllegalStateException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = Ports.free();
            List<String> options = new ArrayList<>(List.of("-l", "127.0.0.1", "-p", Integer.toString(port)));
            options.addAll(List.of(more));
            try {
                return start(options, environment, port, () -> {
                    try (SocketChannel channel = SocketChannel.open()) {
                        return channel.connect(new InetSocketAddress("127.0.0.1", port));
                    }
                });
            } catch (IllegalStateException e) {
                failure = e; // another process may have taken the port
            }
        }
        throw failure == null ? new IllegalStateException("not started") : failure;
    }

    int port() {
        return port;
    }

    /** Stops the process, so that the kernel goes on answering for it, or lets it go on. */
    void freeze(boolean frozen) {
        try {
            new ProcessBuilder("kill", frozen ? "-STOP" : "-CONT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (frozen) {
            Soon.until(this::isFrozen); // each of its threads stops in its own time
        }
    }

    private boolean isFrozen() {
        File[] threads = new File("/proc/" + process.pid() + "/task").listFiles();
        if (threads == null) {
            return true; // not Linux
        }
        try {
            for (File thread : threads) {
                String state = Files.readString(thread.toPath().resolve("stat"));
                if (state.charAt(state.lastIndexOf(')') + 2) != 'T') {
                    return false;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private interface Probe {
        boolean isReady() throws IOException;
    }

    private static Daemon start(List<String> options, Map<String, String> environment, int port, Probe probe) {
        List<String> command = new ArrayList<>(List.of(program()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(options);
        try {
            Path log = Files.createTempFile("memcached", ".log");
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
            builder.environment().putAll(environment);
            Daemon daemon = new Daemon(builder.start(), log, port);
            daemon.await(probe);
            return daemon;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String program() {
        String named = System.getenv("MEMJAY_MEMCACHED");
        return named == null || named.isEmpty() ? "memcached" : named;
    }

    private void await(Probe probe) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                if (probe.isReady()) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            if (!process.isAlive() || System.nanoTime() - deadline > 0) {
                String output = Files.readString(log);
                close();
                throw new IllegalStateException("memcached does not listen: " + output);
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
            Files.deleteIfExists(log);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
