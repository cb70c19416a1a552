package dev.memjay.dns;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.xbill.DNS.Header;

/**
 * Sends one question to one name server and waits for the answer: by datagram, and over TCP if the answer did not fit.
 * Ignores messages that do not answer this question, such as a late answer to an earlier one, or a forged one. Owned by the
 * calling thread; an interrupt ends the wait.
 */
final class NameServerSocket {
    private static final int MAX_DATAGRAM = 4096;
    private static final int RESPONSE = 0x80;
    private static final int TRUNCATED = 0x02;
    private static final int OPCODE = 0x78;

    private final String name;
    private final InetSocketAddress server;
    private final byte[] query;
    private final long deadline;

    /**
     * @param name the server's, for messages
     * @param query a message with one question and nothing else
     */
    NameServerSocket(String name, InetSocketAddress server, byte[] query, long deadline) {
        this.name = name;
        this.server = server;
        this.query = query;
        this.deadline = deadline;
    }

    byte[] ask() throws IOException {
        byte[] answer = byDatagram();
        if ((answer[2] & TRUNCATED) == 0) {
            return answer;
        }
        byte[] whole = overTcp();
        if ((whole[2] & TRUNCATED) != 0) {
            throw new IOException("the name server " + name + " cut its answer off over TCP too");
        }
        return whole;
    }

    private byte[] byDatagram() throws IOException {
        try (DatagramChannel channel = DatagramChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            channel.connect(server); // takes datagrams of no one else
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            channel.write(ByteBuffer.wrap(query));
            ByteBuffer buffer = ByteBuffer.allocate(MAX_DATAGRAM);
            while (true) {
                await(key);
                buffer.clear();
                if (channel.read(buffer) > 0) {
                    byte[] message = Arrays.copyOf(buffer.array(), buffer.position());
                    if (isAnswer(message)) {
                        return message;
                    }
                }
            }
        }
    }

    private byte[] overTcp() throws IOException {
        try (SocketChannel channel = SocketChannel.open();
                Selector selector = Selector.open()) {
            channel.configureBlocking(false);
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            for (boolean connected = channel.connect(server); !connected; connected = channel.finishConnect()) {
                await(key);
            }
            ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + query.length);
            framed.putShort((short) query.length).put(query).flip();
            key.interestOps(SelectionKey.OP_WRITE);
            while (framed.hasRemaining()) {
                await(key);
                channel.write(framed);
            }
            key.interestOps(SelectionKey.OP_READ);
            while (true) {
                int length = ByteBuffer.wrap(read(channel, key, Short.BYTES)).getShort() & 0xFFFF;
                byte[] message = read(channel, key, length);
                if (isAnswer(message)) {
                    return message;
                }
            }
        }
    }

    private byte[] read(SocketChannel channel, SelectionKey key, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            await(key);
            if (channel.read(buffer) < 0) {
                throw new EOFException("the name server " + name + " closed the connection before its answer");
            }
        }
        return buffer.array();
    }

    /** Waits until the channel may be ready. Checks the deadline each time, so that a flood of messages cannot extend it. */
    private void await(SelectionKey key) throws IOException {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
            throw new SocketTimeoutException("the name server " + name + " did not answer in time");
        }
        key.selector().select(ready -> {}, Math.max(1, left / 1_000_000));
        if (Thread.currentThread().isInterrupted()) {
            throw new IOException("interrupted while waiting for the name server " + name);
        }
    }

    /** Whether a message has the query's identifier and repeats its question, in capital or small letters. */
    private boolean isAnswer(byte[] message) {
        if (message.length < query.length
                || message[0] != query[0]
                || message[1] != query[1]
                || (message[2] & (RESPONSE | OPCODE)) != RESPONSE
                || message[4] != query[4]
                || message[5] != query[5]) {
            return false;
        }
        for (int i = Header.LENGTH; i < query.length; i++) {
            if (lower(message[i]) != lower(query[i])) {
                return false;
            }
        }
        return true;
    }

    private static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }
}
