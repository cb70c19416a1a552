package dev.memjay.internal.connection.talk;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.wire.AnswerCount;
import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.internal.wire.ProtocolViolation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A short question-and-answer conversation on a fresh link, within a deadline, before any other thread knows it. */
public final class LinkTalk implements AutoCloseable {
    /** So many bytes are read before the deadline is looked at although more come: a few milliseconds' worth. */
    private static final int BYTES_BETWEEN_LOOKS = 4096;

    private static final int BINARY_REPLY = 0x81;
    private static final String TEXT_HINT =
            "; where it speaks text only it waits for the end of a line, and protocol=auto would do";

    private static final char TLS_ALERT = 0x15;
    private static final char TLS_MAJOR_VERSION = 3;

    private final Link link;
    private final long deadline;
    private final Selector selector;
    private final SelectionKey key;
    private final AnswerCount count = new AnswerCount();
    private final Counting oneByte = () -> count.bytes(1);
    /** No direct one, which would outlive the conversation: the JDK's copy is its thread's, and goes with it. */
    private final ByteBuffer one = ByteBuffer.allocate(1);

    private long received;

    public LinkTalk(Link link, long deadline) throws IOException {
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

    /**
     * A question begins: its answer may bring so much.
     *
     * @param what is asked, for messages; never a secret
     */
    void asks(String what, AnswerLimit limit) {
        count.begin(what, limit);
    }

    /** Sends all of {@code text}, each character as one byte. */
    public void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends all of {@code bytes}. */
    void send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (!link.write(buffer)) {
            await(SelectionKey.OP_WRITE);
        }
    }

    /** Receives one line and returns it without its end. Not a byte beyond it is read. */
    public String receiveLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = nextByte();
            if (next < 0) {
                throw closed(line);
            }
            char c = (char) next;
            if (c == '\n') {
                counted(count::lineEnd);
                int length = line.length();
                return told(
                        length > 0 && line.charAt(length - 1) == '\r'
                                ? line.substring(0, length - 1)
                                : line.toString());
            }
            line.append(c);
        }
    }

    /** A line, unless it is the one that a full server has for everybody, whatever is asked. */
    private static String told(String line) throws IOException {
        if (line.startsWith(ServerFullException.LINE)) {
            throw new ServerFullException();
        }
        return line;
    }

    /**
     * Receives the first bytes of a packet of the binary protocol.
     *
     * @param size how many there have to be
     */
    byte[] receivePacket(int size) throws IOException {
        byte[] header = new byte[size];
        int first;
        try {
            first = receiveByte();
        } catch (SocketTimeoutException silent) {
            throw withHint(new SocketTimeoutException(silent.getMessage() + TEXT_HINT), silent);
        }
        if (first != BINARY_REPLY) {
            if (first == ServerFullException.LINE.charAt(0)) {
                told(((char) first) + receiveLine());
            }
            throw new IOException(
                    "the server answered no binary packet, so that it is no memcached, or one that speaks text"
                            + " only; protocol=auto would do, which finds out what");
        }
        header[0] = (byte) first;
        System.arraycopy(receive(size - 1L), 0, header, 1, size - 1);
        return header;
    }

    private static SocketTimeoutException withHint(SocketTimeoutException told, SocketTimeoutException cause) {
        told.initCause(cause);
        return told;
    }

    private static IOException closed(CharSequence soFar) {
        boolean alert = soFar.length() > 1 && soFar.charAt(0) == TLS_ALERT && soFar.charAt(1) == TLS_MAJOR_VERSION;
        return new IOException("the server closed the connection before it answered"
                + (alert ? "; it speaks TLS, so what would do is memcacheds://" : ""));
    }

    /** Receives so many bytes, unless that is more than the answer may bring. */
    byte[] receive(long size) throws IOException {
        counted(() -> count.announced(size));
        byte[] bytes = new byte[(int) size];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) receiveByte();
        }
        return bytes;
    }

    /** Receives one byte, 0 to 255. */
    int receiveByte() throws IOException {
        int next = nextByte();
        if (next < 0) {
            throw closed("");
        }
        return next;
    }

    /** One byte, 0 to 255, or -1 at the end. */
    private int nextByte() throws IOException {
        while (true) {
            one.clear();
            int read = readOne();
            if (read < 0) {
                return -1;
            }
            if (read > 0) {
                counted(oneByte);
                if (++received % BYTES_BETWEEN_LOOKS == 0) {
                    checkTime();
                }
                return one.get(0) & 0xFF;
            }
            await(link.readAwaitsWriting() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }
    }

    private int readOne() throws IOException {
        try {
            return link.read(one);
        } catch (SocketException reset) {
            if (link.channel() instanceof SocketChannel) {
                throw new IOException(
                        "the server closed the connection before it answered (" + reset.getMessage() + ")"
                                + (received == 0 ? "; if it speaks TLS, memcacheds:// will do" : ""),
                        reset);
            }
            throw reset;
        }
    }

    /** Whether the deadline has passed. */
    boolean isOverdue() {
        return deadline - Clock.nanoTime() <= 0;
    }

    /** Does the counting of an answer. */
    private interface Counting {
        void count() throws ProtocolViolation;
    }

    private void counted(Counting counting) throws IOException {
        try {
            counting.count();
        } catch (ProtocolViolation tooMuch) {
            throw new IOException(tooMuch.getMessage(), tooMuch);
        }
    }

    private void await(int operation) throws IOException {
        long left = deadline - Clock.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("connected, but the server did not answer within the connect timeout");
        }
        key.interestOps(operation);
        selector.select(ready -> {}, Math.max(1, left / 1_000_000));
        checkInterrupt();
    }

    /** Bytes that come are no reason to stay: they may come for ever. */
    private void checkTime() throws IOException {
        checkInterrupt();
        if (deadline - Clock.nanoTime() <= 0) {
            throw new SocketTimeoutException(
                    "connected, but the server's answer did not end within the connect timeout," + " after " + received
                            + " bytes; is it a memcached?");
        }
    }

    private static void checkInterrupt() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while connecting");
        }
    }

    /** Whether what is said goes in clear over a network to another machine. */
    boolean canBeOverheard() {
        return !link.isEncrypted()
                && remoteAddress() instanceof InetSocketAddress address
                && address.getAddress() != null
                && !address.getAddress().isLoopbackAddress();
    }

    /** The other end, in words. */
    String remote() {
        return String.valueOf(remoteAddress());
    }

    private @Nullable SocketAddress remoteAddress() {
        try {
            return link.channel() instanceof SocketChannel channel ? channel.getRemoteAddress() : null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Frees the selector; the link stays open. */
    @Override
    public void close() throws IOException {
        selector.close();
    }
}
