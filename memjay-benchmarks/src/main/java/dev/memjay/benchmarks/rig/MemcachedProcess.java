package dev.memjay.benchmarks.rig;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The installed memcached, or what MEMJAY_MEMCACHED names, started for this run on a free port. */
public final class MemcachedProcess implements AutoCloseable {
    public static final List<String> SETTINGS = List.of("-t", "2", "-m", "256", "-c", "4096");
    private static final int ATTEMPTS = 5;
    private static final long NANOS_A_TICK = 10_000_000; // USER_HZ is 100 on every Linux that Java runs on

    private final ChildProcess child;
    private final int port;

    private MemcachedProcess(ChildProcess child, int port) {
        this.child = child;
        this.port = port;
    }

    /** One that listens on a free TCP port. */
    public static MemcachedProcess start(List<String> launcher, String... more) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            int port = freePort();
            List<String> options = new ArrayList<>(List.of("-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0"));
            options.addAll(List.of(more));
            ChildProcess child = launch(launcher, options);
            if (listens(child, new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
                return new MemcachedProcess(child, port);
            }
            child.close(); // most likely somebody took the port in between
        }
        throw new IOException("memcached did not start in " + ATTEMPTS + " attempts");
    }

    /** One that listens on a UNIX socket. */
    public static MemcachedProcess start(List<String> launcher, Path socket) throws IOException {
        ChildProcess child = launch(launcher, List.of("-s", socket.toString()));
        if (!listens(child, UnixDomainSocketAddress.of(socket))) {
            child.close();
            throw new IOException("memcached does not listen on " + socket);
        }
        return new MemcachedProcess(child, 0);
    }

    private static ChildProcess launch(List<String> launcher, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(launcher);
        command.add(program());
        command.addAll(options);
        command.addAll(SETTINGS);
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("-u", "root")); // it refuses to run as root without being told to
        }
        return new ChildProcess(new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD));
    }

    private static String program() {
        String named = System.getenv("MEMJAY_MEMCACHED");
        return named == null || named.isEmpty() ? "memcached" : named;
    }

    public static String version() throws IOException {
        Process process =
                new ProcessBuilder(program(), "-V").redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    public int port() {
        return port;
    }

    public long cpuNanos() {
        try {
            String stat = Files.readString(
                    Path.of("/proc", Long.toString(child.process().pid()), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * NANOS_A_TICK;
        } catch (IOException e) {
            return 0; // no /proc here: the table then shows 0
        }
    }

    @Override
    public void close() {
        child.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens(ChildProcess child, SocketAddress address) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < end && child.process().isAlive()) {
            try (SocketChannel channel = SocketChannel.open(address)) {
                return child.process().isAlive() && channel.isConnected();
            } catch (IOException notYet) {
                try {
                    TimeUnit.MILLISECONDS.sleep(10);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
        }
        return false;
    }
}
