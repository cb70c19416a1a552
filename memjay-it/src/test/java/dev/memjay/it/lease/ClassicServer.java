package dev.memjay.it.lease;

import dev.memjay.it.LoopbackServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A server that knows a few classic commands and nothing of meta, and greets nobody before it is told to. */
final class ClassicServer implements AutoCloseable {
    private final CountDownLatch greeting = new CountDownLatch(1);
    /** From a key to {@code flags data}, one character a byte. */
    private final Map<String, String> items = new ConcurrentHashMap<>();

    private final LoopbackServer server = new LoopbackServer(this::serve); // last: it serves at once

    String address() {
        return server.address();
    }

    /** Answers from now on. */
    ClassicServer greet() {
        greeting.countDown();
        return this;
    }

    private void serve(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        try {
            greeting.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        while (true) {
            String[] words = LoopbackServer.line(in).split(" ");
            boolean stores = words[0].equals("set") || words[0].equals("add");
            byte[] data = stores ? in.readNBytes(Integer.parseInt(words[4]) + 2) : new byte[0];
            String answer = answer(words, new String(data, StandardCharsets.ISO_8859_1));
            if (!(words[words.length - 1].equals("noreply"))) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
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

    @Override
    public void close() {
        greeting.countDown();
        server.close();
    }
}
