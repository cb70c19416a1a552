package dev.memjay.junit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The installed memcached as a process on a free port of 127.0.0.1.
 *
 * <p>The program is {@code memcached} on the path, or what the environment variable {@code MEMJAY_MEMCACHED} names.
 */
public final class RealMemcached implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final long START_SECONDS = 10;
    private static final long END_SECONDS = 10;
    /** Another process may take the free port before memcached does. */
    private static final int ATTEMPTS = 5;

    private final Process process;
    private final int port;
    private final Path log;

    private RealMemcached(Process process, int port, Path log) {
        this.process = process;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts memcached and waits until it listens.
     *
     * @param options more of memcached's own options; port and address are chosen here
     * @return the running server; the caller closes it
     * @throws IllegalStateException if no memcached is installed or it does not start
     */
    public static RealMemcached start(String... options) {
        IllegalStateException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            RealMemcached server = launch(freePort(), options);
            try {
                server.awaitListening();
                return server;
            } catch (IllegalStateException e) {
                server.close();
                failure = e;
                if (!String.valueOf(e.getMessage()).contains("in use")) {
                    throw e;
                }
            }
        }
        throw failure == null ? new IllegalStateException("memcached was not started") : failure;
    }

    private static RealMemcached launch(int port, String... options) {
        List<String> command = new ArrayList<>(List.of(program().toString()));
        command.addAll(List.of("-l", HOST, "-p", Integer.toString(port), "-U", "0"));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of(options));
        try {
            Path log = Files.createTempFile("memcached", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new RealMemcached(process, port, log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    private static Path program() {
        String named = System.getenv("MEMJAY_MEMCACHED");
        if (named != null && !named.isEmpty()) {
            if (!Files.isExecutable(Path.of(named))) {
                throw new IllegalStateException("MEMJAY_MEMCACHED names no program: " + named);
            }
            return Path.of(named);
        }
        String path = String.valueOf(System.getenv("PATH")) + File.pathSeparator + "/usr/bin" + File.pathSeparator
                + "/usr/local/bin";
        for (String folder : path.split(File.pathSeparator)) {
            Path program = Path.of(folder, "memcached");
            if (!folder.isEmpty() && Files.isExecutable(program) && Files.isRegularFile(program)) {
                return program;
            }
        }
        throw new IllegalStateException("no memcached is installed: put the program memcached on the path (on Debian: "
                + "apt-get install memcached) or name it in the environment variable MEMJAY_MEMCACHED");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitListening() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!listening()) {
            if (!process.isAlive()) {
                throw new IllegalStateException("memcached ended with " + process.exitValue() + ": " + output());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("memcached does not listen after " + START_SECONDS + " s: " + output());
            }
            try {
                process.waitFor(5, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while memcached started", e);
            }
        }
    }

    private boolean listening() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(HOST, port), 1000);
            return socket.getLocalPort() != port; // a port that nobody listens on yet can be connected to itself
        } catch (IOException e) {
            return false;
        }
    }

    private String output() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1).strip();
        } catch (IOException e) {
            return e.toString();
        }
    }

    /**
     * Where the server listens.
     *
     * @return the host
     */
    public String host() {
        return HOST;
    }

    /**
     * Where the server listens.
     *
     * @return the TCP port
     */
    public int port() {
        return port;
    }

    /**
     * What a client is given to connect.
     *
     * @return {@code host:port}
     */
    public String address() {
        return HOST + ":" + port;
    }

    /**
     * The process.
     *
     * @return its number
     */
    public long pid() {
        return process.pid();
    }

    /** Freezes the process with SIGSTOP: its port still takes connections, but nothing is answered. */
    public void stop() {
        signal("STOP");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!frozen() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** A signal returns before each thread has noticed it; where there is no /proc, it is taken on trust. */
    private boolean frozen() {
        Path tasks = Path.of("/proc", Long.toString(pid()), "task");
        if (!Files.isDirectory(tasks)) {
            return true;
        }
        try (Stream<Path> threads = Files.list(tasks)) {
            return threads.allMatch(RealMemcached::stopped);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean stopped(Path thread) {
        try {
            String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')')).startsWith(") T");
        } catch (IOException ended) {
            return true;
        }
    }

    /** Lets a frozen process go on with SIGCONT. */
    public void cont() {
        signal("CONT");
    }

    /** Kills the process with SIGKILL and waits until it is gone. */
    public void kill() {
        process.destroyForcibly();
        boolean interrupted = Thread.interrupted();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("memcached " + pid() + " does not die");
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void signal(String name) {
        try {
            int status = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid() + " ended with " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the process and removes what it left. */
    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
