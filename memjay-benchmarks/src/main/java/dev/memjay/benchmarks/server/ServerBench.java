package dev.memjay.benchmarks.server;

import dev.memjay.benchmarks.report.MarkedFile;
import dev.memjay.server.MemcachedServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code ./bench server [--rounds N] [--seconds N] [--connections N] [--write FILE]}: load, start, idle connections and the
 * cost of an item.
 */
public final class ServerBench {
    private static final int STARTS = 30;
    private static final int ITEMS = 200_000;

    private final int rounds;
    private final double seconds;
    private final int idle;
    private final StringBuilder table = new StringBuilder();

    private ServerBench(int rounds, double seconds, int idle) {
        this.rounds = rounds;
        this.seconds = seconds;
        this.idle = idle;
    }

    /** Prints the table; {@code hold} is what it starts itself with for a server in a process of its own. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 1 && arguments[0].equals("hold")) {
            hold();
            return;
        }
        int rounds = 5;
        double seconds = 2;
        int idle = 10_000;
        Path write = null;
        for (int i = 0; i < arguments.length; i += 2) {
            String value = i + 1 < arguments.length ? arguments[i + 1] : "";
            switch (arguments[i]) {
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--seconds" -> seconds = Double.parseDouble(value);
                case "--connections" -> idle = Integer.parseInt(value);
                case "--write" -> write = Path.of(value);
                default -> {
                    System.err.println("bench server [--rounds N] [--seconds N] [--connections N] [--write FILE]");
                    System.exit(2);
                }
            }
        }
        String report = new ServerBench(rounds, seconds, idle).report();
        System.out.print(report);
        if (write != null) {
            MarkedFile.write(write, report);
        }
    }

    private static void hold() throws IOException {
        try (MemcachedServer server =
                MemcachedServer.builder().maxConnections(1_000_000).start()) {
            System.out.println(server.port());
            System.out.flush();
            System.in.read();
        }
    }

    private String report() throws IOException, InterruptedException {
        row("what", "demand", "measured");
        row("---", "---", "---");
        load(false);
        load(true);
        starts();
        idleConnections();
        items();
        return "Measured by `./bench server` on a machine of "
                + Runtime.getRuntime().availableProcessors() + " cores, shared by load and server; Java "
                + Runtime.version() + ", " + memcachedVersion() + " with two threads, "
                + rounds + " rounds of " + format("%.1f", seconds) + " s in turn.\n\n" + table;
    }

    private void load(boolean meta) throws IOException, InterruptedException {
        PipelinedLoad load = new PipelinedLoad(8, meta);
        double[] ratios = new double[rounds];
        double[] own = new double[rounds];
        double[] other = new double[rounds];
        int port = freePort();
        Process real =
                start("memcached", "-l", "127.0.0.1", "-p", Integer.toString(port), "-U", "0", "-t", "2", "-u", "root");
        try (MemcachedServer server = MemcachedServer.builder().threads(2).start()) {
            awaitListening(port);
            load.run(server.port(), seconds);
            load.run(port, seconds / 2);
            for (int i = 0; i < rounds; i++) {
                own[i] = load.run(server.port(), seconds);
                other[i] = load.run(port, seconds);
                ratios[i] = own[i] / other[i];
            }
        } finally {
            real.destroyForcibly().waitFor();
        }
        row(
                "8 pipelining connections, 100 commands in flight each, 9 of 10 `" + (meta ? "mg" : "get")
                        + "`, values of 100 bytes",
                "half of memcached's",
                format(
                        "%.2f times memcached's (%.2f to %.2f): %.2f against %.2f million a second",
                        median(ratios), min(ratios), max(ratios), median(own) / 1e6, median(other) / 1e6));
    }

    private void starts() throws IOException {
        double[] millis = new double[STARTS];
        for (int i = 0; i < STARTS; i++) {
            long begin = System.nanoTime();
            try (MemcachedServer server = MemcachedServer.start();
                    Socket socket = new Socket(server.host(), server.port())) {
                socket.getOutputStream().write("mn\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readNBytes(4);
                millis[i] = (System.nanoTime() - begin) / 1e6;
            }
        }
        row(
                "start to the first answer, warm JVM, " + STARTS + " starts",
                "150 ms",
                format("%.1f ms (at most %.1f)", median(millis), max(millis)));
    }

    private void idleConnections() throws IOException, InterruptedException {
        Process process = start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerBench.class.getName(),
                "hold");
        List<Socket> sockets = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int port = Integer.parseInt(String.valueOf(out.readLine()).strip());
            for (int i = 0; i < idle; i++) {
                Socket socket = new Socket("127.0.0.1", port);
                sockets.add(socket);
                socket.getOutputStream().write("mn\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readNBytes(4);
            }
            row(
                    format("%,d idle connections, each after an answer", idle),
                    "200 MB",
                    residentMegabytes(process.pid()) + " MB for the whole process");
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
            process.destroyForcibly().waitFor();
        }
    }

    private void items() throws IOException, InterruptedException {
        try (MemcachedServer server = MemcachedServer.builder().memory(1L << 30).start();
                Socket socket = new Socket(server.host(), server.port())) {
            long before = usedHeap();
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < ITEMS; i++) {
                commands.append("set item:")
                        .append(1_000_000 + i)
                        .append(" 0 0 100 noreply\r\n")
                        .append("v".repeat(100))
                        .append("\r\n");
            }
            socket.getOutputStream().write(commands.append("mn\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            commands = null;
            socket.getInputStream().readNBytes(4);
            server.clearRequests();
            row(
                    "an item with a key of 12 and a value of 100 bytes",
                    "",
                    (usedHeap() - before) / ITEMS + " bytes of heap");
        }
    }

    private static long usedHeap() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
        }
        return used;
    }

    private static long residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .sum();
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static void awaitListening(int port) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (true) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(10);
            }
        }
    }

    private static String memcachedVersion() throws IOException {
        return new String(start("memcached", "-V").getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    private void row(String... cells) {
        table.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }
}
