package dev.memjay.internal.connection;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;

/** A short question-and-answer conversation on a fresh link, within a deadline, before any other thread knows it. */
public final class LinkTalk implements AutoCloseable {
    private static final int LONGEST_LINE = 8 * 1024;

    private final Link link;
    private final long deadline;
    private final Selector selector;
    private final SelectionKey key;
    private final ByteBuffer one = ByteBuffer.allocateDirect(1);

    LinkTalk(Link link, long deadline) throws IOException {
        this.link = link;
        this.deadline = deadline;
        selector = Selector.open();
        try {
            key = link.channel().register(selector, SelectionKey.OP_READ);
        } catch (IOException e) {
            selector.close();
            throw e;
        }
    }

    /** Sends all of {@code text}, each character as one byte. */
    public void send(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        while (!link.write(buffer)) {
            await(SelectionKey.OP_WRITE);
        }
    }

    /** Receives one line and returns it without its end. Not a byte beyond it is read. */
    public String receiveLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            one.clear();
            int count = link.read(one);
            if (count < 0) {
                throw new IOException("the server closed the connection before it answered");
            }
            if (count == 0) {
                await(SelectionKey.OP_READ);
                continue;
            }
            char c = (char) (one.get(0) & 0xFF);
            if (c == '\n') {
                int length = line.length();
                return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
            }
            if (line.length() == LONGEST_LINE) {
                throw new IOException("the server's first answer is longer than " + LONGEST_LINE + " bytes");
            }
            line.append(c);
        }
    }

    private void await(int operation) throws IOException {
        long left = deadline - Clock.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("connected, but the server did not answer within the connect timeout");
        }
        key.interestOps(operation);
        selector.select(ready -> {}, Math.max(1, left / 1_000_000));
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while connecting");
        }
    }

    /** Frees the selector; the link stays open. */
    @Override
    public void close() throws IOException {
        selector.close();
    }
}
