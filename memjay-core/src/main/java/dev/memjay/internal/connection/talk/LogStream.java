package dev.memjay.internal.connection.talk;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.transport.Link;
import dev.memjay.internal.connection.transport.Transport;
import dev.memjay.internal.wire.AnswerLimit;
import dev.memjay.model.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Follows what a server tells without being asked again, as after {@code watch}, on a link of its own. Blocks; thread-safe.
 */
public final class LogStream {
    private static final int BUFFER = 64 * 1024;
    /** The server's own lines are shorter; what is longer is no line of a log. */
    private static final int MAX_LINE = 8 * 1024;

    private final Transport transport;
    private final Session session;
    private final Duration connectPatience;

    /**
     * @param transport how servers are reached
     * @param session what is said to them first
     * @param connectPatience how long opening a link may take, up to the first line
     */
    public LogStream(Transport transport, Session session, Duration connectPatience) {
        this.transport = transport;
        this.session = session;
        this.connectPatience = connectPatience;
    }

    /**
     * Sends a command and hands on each line that follows its first.
     *
     * @param command the command without its line end
     * @param nanos how long to follow, from the first line on
     * @param lines is given each line without its end, one character a byte, on the calling thread
     * @return the first line, without its end; unless it is {@code OK} nothing is followed
     * @throws IOException if there is no link, or the server ends it
     */
    public String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        long patience = Clock.nanoTime() + connectPatience.toNanos();
        Link link = transport.open(node, patience);
        try {
            String first;
            try (LinkTalk talk = new LinkTalk(link, patience)) {
                session.begin(talk);
                talk.asks(command + " at " + node, AnswerLimit.TALK);
                talk.send(command + "\r\n");
                first = talk.receiveLine();
            }
            if (first.equals("OK")) {
                follow(node, link, Clock.nanoTime() + nanos, lines);
            }
            return first;
        } finally {
            link.close();
        }
    }

    private static void follow(Node node, Link link, long deadline, Consumer<String> lines) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        byte[] line = new byte[MAX_LINE];
        int length = 0;
        try (Selector selector = Selector.open()) {
            SelectionKey key = link.channel().register(selector, SelectionKey.OP_READ);
            while (true) {
                int count = link.read(buffer.clear());
                if (count < 0) {
                    throw new IOException(node + " ended the connection that watched it");
                }
                buffer.flip();
                while (buffer.hasRemaining()) {
                    byte next = buffer.get();
                    if (next == '\n') {
                        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
                        lines.accept(new String(line, 0, end, StandardCharsets.ISO_8859_1));
                        length = 0;
                    } else if (length == line.length) {
                        throw new IOException("the log of " + node + " has a line of more than " + MAX_LINE
                                + " bytes, which is the limit; is it a memcached?");
                    } else {
                        line[length++] = next;
                    }
                }
                long left = deadline - Clock.nanoTime();
                if (left <= 0) {
                    return;
                }
                if (count == 0) {
                    key.interestOps(link.readAwaitsWriting() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
                    selector.select(ready -> {}, Math.max(1, left / 1_000_000));
                }
                if (Thread.currentThread().isInterrupted()) {
                    throw new IOException("interrupted while watching");
                }
            }
        }
    }
}
