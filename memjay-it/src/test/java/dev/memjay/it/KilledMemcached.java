package dev.memjay.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real memcached that is killed, and comes back on the same port. */
public final class KilledMemcached implements AutoCloseable {
    private static final String HOST = "127.0.0.1";

    private final int port;
    private @Nullable Process process;

    /** Chooses a free port and starts there. */
    public KilledMemcached() {
        port = Ports.free();
        start();
    }

    public String address() {
        return HOST + ":" + port;
    }

    int port() {
        return port;
    }

    /** Starts it, with more of memcached's own options, and waits until it listens. */
    public void start(String... options) {
        String named = System.getenv("MEMJAY_MEMCACHED");
        List<String> command = new ArrayList<>();
        command.add(named == null || named.isEmpty() ? "memcached" : named);
        command.addAll(List.of("-l", HOST, "-p", Integer.toString(port), "-U", "0", "-m", "256"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of(options));
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Soon.until(this::isListening);
    }

    private boolean isListening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 1_000);
            return socket.getLocalPort() != port; // a port that nobody listens on yet can be connected to itself
        } catch (IOException e) {
            return false;
        }
    }

    /** Ends it with SIGKILL and waits until it is gone. */
    public void kill() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroyForcibly();
        try {
            if (!running.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("memcached does not die");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process = null;
    }

    @Override
    public void close() {
        kill();
    }
}
