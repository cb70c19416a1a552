package dev.memjay.internal.connection.transport;

import dev.memjay.internal.clock.Clock;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to connect to all addresses of one server, each started a while after the one before or at once when that one
 * failed; the first to succeed wins and the others are closed (RFC 8305, "Happy Eyeballs"). IPv6 and IPv4 take turns.
 *
 * <p>Owned by one thread, which it blocks.
 */
final class ConnectRace implements AutoCloseable {
    /** The RFC's recommendation: most servers answer sooner, so that one attempt is all there is. */
    private static final long HEAD_START_NANOS = 250_000_000;

    private final ArrayDeque<InetAddress> untried;
    private final int port;
    private final SocketSettings settings;
    private final long deadline;
    private final Selector selector;
    private final List<SocketChannel> attempts = new ArrayList<>();
    private @Nullable IOException failure;

    ConnectRace(InetAddress[] addresses, int port, SocketSettings settings, long deadline) throws IOException {
        this.untried = new ArrayDeque<>(inTurns(Arrays.asList(addresses)));
        this.port = port;
        this.settings = settings;
        this.deadline = deadline;
        this.selector = Selector.open();
    }

    /** The families by turns, the first address first. */
    static List<InetAddress> inTurns(List<InetAddress> addresses) {
        boolean firstIsV4 = addresses.get(0) instanceof Inet4Address;
        List<InetAddress> first = new ArrayList<>();
        List<InetAddress> second = new ArrayList<>();
        for (InetAddress address : addresses) {
            ((address instanceof Inet4Address) == firstIsV4 ? first : second).add(address);
        }
        List<InetAddress> mixed = new ArrayList<>();
        for (int i = 0; i < Math.max(first.size(), second.size()); i++) {
            if (i < first.size()) {
                mixed.add(first.get(i));
            }
            if (i < second.size()) {
                mixed.add(second.get(i));
            }
        }
        return mixed;
    }

    /** The channel that won, registered with no selector any more. */
    SocketChannel run() throws IOException {
        while (true) {
            SocketChannel connected = untried.isEmpty() ? null : start(untried.remove());
            if (connected == null) {
                connected = awaitFirst(untried.isEmpty() ? deadline : nextStart());
            }
            if (connected != null) {
                attempts.remove(connected);
                close(); // else the selector would keep a key of it
                return connected;
            }
            if (untried.isEmpty() && attempts.isEmpty()) {
                throw failure == null ? new IOException("there is no address to connect to") : failure;
            }
        }
    }

    /** The time left is shared by those still to be tried, where it is short. */
    private long nextStart() {
        long now = Clock.nanoTime();
        return now + Math.min(HEAD_START_NANOS, Math.max(0, deadline - now) / (untried.size() + 1));
    }

    private @Nullable SocketChannel start(InetAddress address) throws IOException {
        InetSocketAddress target = new InetSocketAddress(address, port);
        SocketChannel channel = SocketChannel.open();
        attempts.add(channel);
        try {
            channel.configureBlocking(false); // before connect: an interrupt closes a blocking channel
            SocketOptions.applyToTcp(settings, channel);
            if (channel.connect(target)) {
                return channel;
            }
            channel.register(selector, SelectionKey.OP_CONNECT, target);
        } catch (IOException | RuntimeException e) {
            failed(channel, target, e);
        }
        return null;
    }

    /** The first to succeed by then, or null; returns early when nobody is left. */
    private @Nullable SocketChannel awaitFirst(long until) throws IOException {
        while (!attempts.isEmpty()) {
            long left = until - Clock.nanoTime();
            if (left <= 0) {
                if (until == deadline) {
                    timedOut();
                }
                return null;
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted while connecting to " + targets());
            }
            int before = attempts.size();
            selector.select(Math.max(1, left / 1_000_000));
            SocketChannel connected = finished();
            if (connected != null || attempts.size() < before) {
                return connected; // a failure lets the next one start at once
            }
        }
        return null;
    }

    private @Nullable SocketChannel finished() throws IOException {
        for (SelectionKey key : selector.selectedKeys()) {
            SocketChannel channel = (SocketChannel) key.channel();
            try {
                if (channel.finishConnect()) {
                    return channel;
                }
            } catch (IOException e) {
                failed(channel, (InetSocketAddress) key.attachment(), e);
            }
        }
        selector.selectedKeys().clear();
        return null;
    }

    private void failed(SocketChannel channel, InetSocketAddress target, Exception cause) throws IOException {
        attempts.remove(channel);
        channel.close();
        note(new IOException("cannot connect to " + target + ": " + cause.getMessage(), cause));
    }

    private void timedOut() throws IOException {
        note(new SocketTimeoutException("no answer from " + targets() + " within the connect timeout"));
        closeAttempts();
    }

    private void note(IOException another) {
        if (failure == null) {
            failure = another;
        } else {
            failure.addSuppressed(another);
        }
    }

    private String targets() {
        return String.join(
                " or ",
                selector.keys().stream()
                        .map(key -> String.valueOf(key.attachment()))
                        .sorted()
                        .toList());
    }

    private void closeAttempts() throws IOException {
        for (SocketChannel attempt : attempts) {
            attempt.close();
        }
        attempts.clear();
    }

    @Override
    public void close() throws IOException {
        closeAttempts();
        selector.close();
    }
}
