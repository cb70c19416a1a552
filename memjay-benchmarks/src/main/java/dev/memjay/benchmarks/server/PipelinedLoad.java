package dev.memjay.benchmarks.server;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Connections that each keep a hundred commands in flight: nine gets of ten, all hits, and a set. */
record PipelinedLoad(int connections, boolean meta) {
    private static final int KEYS = 10_000;
    private static final int BATCH = 100;
    private static final int VALUE = 100;
    private static final String DATA = "v".repeat(VALUE);

    /** Commands a second on the server at this port of 127.0.0.1. */
    double run(int port, double seconds) throws IOException, InterruptedException {
        fill(port);
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begin = System.nanoTime();
            long end = begin + (long) (seconds * 1e9);
            List<Future<Long>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                int seed = i;
                counts.add(threads.submit(() -> drive(port, end, new Random(seed))));
            }
            long all = 0;
            for (Future<Long> count : counts) {
                all += count.get();
            }
            return all * 1e9 / (System.nanoTime() - begin);
        } catch (ExecutionException e) {
            throw new IOException("a connection failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private static void fill(int port) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            StringBuilder commands = new StringBuilder();
            for (int i = 0; i < KEYS; i++) {
                commands.append(set(key(i)).replace(" 100\r", " 100 noreply\r"));
            }
            socket.getOutputStream().write(ascii(commands + "version\r\n"));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("the server closed the connection");
            }
        }
    }

    private long drive(int port, long end, Random random) throws IOException {
        List<byte[]> batches = new ArrayList<>();
        int answer = 0;
        for (int i = 0; i < 20; i++) {
            StringBuilder batch = new StringBuilder();
            answer = 0;
            for (int j = 0; j < BATCH; j++) {
                String key = key(random.nextInt(KEYS));
                boolean set = j % 10 == 0;
                batch.append(set ? set(key) : meta ? "mg " + key + " v\r\n" : "get " + key + "\r\n");
                answer += set ? "STORED\r\n".length() : hit(key).length();
            }
            batches.add(ascii(batch.toString()));
        }
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answers = new byte[answer];
            long count = 0;
            while (System.nanoTime() < end) {
                out.write(batches.get(random.nextInt(batches.size())));
                in.readFully(answers);
                count += BATCH;
            }
            return count;
        }
    }

    private String hit(String key) {
        return meta ? "VA 100\r\n" + DATA + "\r\n" : "VALUE " + key + " 0 100\r\n" + DATA + "\r\nEND\r\n";
    }

    private static String key(int number) {
        return "key:" + (1_000_000 + number);
    }

    private static String set(String key) {
        return "set " + key + " 0 0 100\r\n" + DATA + "\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
