package dev.memjay.it.lease;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A server that knows a few classic commands and nothing of meta, and greets nobody before it is told to. */
final class ClassicServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final CountDownLatch greeting = new CountDownLatch(1);
    /** From a key to {@code flags data}, one character a byte. */
    private final Map<String, String> items = new ConcurrentHashMap<>();

    ClassicServer() {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Answers from now on. */
    ClassicServer greet() {
        greeting.countDown();
        return this;
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                run(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            greeting.await();
            while (true) {
                String[] words = line(in).split(" ");
                boolean stores = words[0].equals("set") || words[0].equals("add");
                byte[] data = stores ? in.readNBytes(Integer.parseInt(words[4]) + 2) : new byte[0];
                String answer = answer(words, new String(data, StandardCharsets.ISO_8859_1));
                if (!(words[words.length - 1].equals("noreply"))) {
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            // The client ended it.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String line(DataInputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private String answer(String[] words, String data) {
        return switch (words[0]) {
            case "version" -> "VERSION 1.4.15\r\n";
            case "set" -> {
                items.put(words[1], words[2] + " " + data);
                yield "STORED\r\n";
            }
            case "add" -> items.putIfAbsent(words[1], words[2] + " " + data) == null ? "STORED\r\n" : "NOT_STORED\r\n";
            case "delete" -> items.remove(words[1]) != null ? "DELETED\r\n" : "NOT_FOUND\r\n";
            case "get", "gets" -> found(words);
            case "stats" -> "END\r\n";
            default -> "ERROR\r\n";
        };
    }

    private String found(String[] words) {
        StringBuilder found = new StringBuilder();
        for (int i = 1; i < words.length; i++) {
            String item = items.get(words[i]);
            if (item != null) {
                int space = item.indexOf(' ');
                String cas = words[0].equals("gets") ? " 1" : "";
                found.append("VALUE ").append(words[i]).append(' ').append(item, 0, space);
                found.append(' ').append(item.length() - space - 3).append(cas).append("\r\n");
                found.append(item, space + 1, item.length());
            }
        }
        return found.append("END\r\n").toString();
    }

    private static void run(Runnable task) {
        Thread thread = new Thread(task, "classic-server");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            greeting.countDown();
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
