package dev.memjay.benchmarks.rig;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/** Forwards connections to a server on this machine and holds every chunk back for a while, in both directions. */
final class Relay implements Closeable {
    /** Shorter waits are spent spinning, since waking a thread takes about as long. */
    private static final long SPIN_NANOS = 15_000;

    private final long delayNanos;
    private final InetSocketAddress target;
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final Selector selector = Selector.open();
    /** All chunks of both directions: with one delay for all they fall due in the order they came. */
    private final ConcurrentLinkedQueue<Chunk> chunks = new ConcurrentLinkedQueue<>();

    private final Set<SocketChannel> channels = ConcurrentHashMap.newKeySet();
    private final Thread reader = new Thread(this::read, "relay-reader");
    private final Thread forwarder = new Thread(this::forward, "relay-forwarder");
    private volatile boolean forwarderIdle;
    private volatile boolean closed;

    /** Bytes for a channel from a moment on; without bytes, the end of the stream. */
    private record Chunk(long due, SocketChannel from, SocketChannel to, byte[] bytes) {}

    Relay(int targetPort, long delayNanos) throws IOException {
        this.delayNanos = delayNanos;
        this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        reader.setDaemon(true);
        forwarder.setDaemon(true);
        reader.start();
        forwarder.start();
    }

    /** Runs a relay as a process of its own: prints its port and ends when standard input does. */
    public static void main(String[] args) throws IOException {
        try (Relay relay = new Relay(Integer.parseInt(args[0]), Long.parseLong(args[1]))) {
            System.out.println(relay.port());
            System.out.flush();
            while (System.in.read() >= 0) {
                // wait for the end of the stream, which is the end of whoever started us
            }
        }
    }

    int port() throws IOException {
        return ((InetSocketAddress) listener.getLocalAddress()).getPort();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        LockSupport.unpark(forwarder);
        listener.close();
        for (SocketChannel channel : channels) {
            channel.close();
        }
        try {
            reader.join(2_000);
            forwarder.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        selector.close();
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        try {
            while (!closed) {
                selector.select(key -> {
                    if (key.isValid() && key.isAcceptable()) {
                        accept();
                    } else if (key.isValid()) {
                        read(key, buffer);
                    }
                });
            }
        } catch (IOException | ClosedSelectorException e) {
            report(e);
        }
    }

    private void accept() {
        SocketChannel client = null;
        try {
            client = listener.accept();
            if (client == null) {
                return;
            }
            channels.add(client);
            SocketChannel server = SocketChannel.open(target);
            channels.add(server);
            watch(client, server);
            watch(server, client);
        } catch (IOException e) {
            report(e);
            if (client != null) {
                drop(client);
            }
        }
    }

    private void watch(SocketChannel from, SocketChannel to) throws IOException {
        from.setOption(StandardSocketOptions.TCP_NODELAY, true);
        from.configureBlocking(false);
        from.register(selector, SelectionKey.OP_READ, to);
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        SocketChannel from = (SocketChannel) key.channel();
        int count;
        try {
            count = from.read(buffer.clear());
        } catch (IOException reset) {
            count = -1;
        }
        if (count < 0) {
            key.cancel();
        }
        byte[] bytes = new byte[Math.max(0, count)];
        buffer.flip().get(bytes);
        if (count != 0) {
            chunks.add(new Chunk(System.nanoTime() + delayNanos, from, (SocketChannel) key.attachment(), bytes));
            if (forwarderIdle) {
                LockSupport.unpark(forwarder);
            }
        }
    }

    private void forward() {
        TimerSlack.tighten();
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        while (!closed) {
            Chunk chunk = chunks.poll();
            if (chunk == null) {
                forwarderIdle = true;
                if (chunks.isEmpty() && !closed) {
                    LockSupport.park(this);
                }
                forwarderIdle = false;
                continue;
            }
            awaitDue(chunk.due);
            try {
                deliver(chunk, buffer);
            } catch (IOException gone) {
                drop(chunk.to);
                drop(chunk.from);
            }
        }
    }

    private void awaitDue(long due) {
        for (long left = due - System.nanoTime(); left > 0 && !closed; left = due - System.nanoTime()) {
            if (left > SPIN_NANOS) {
                LockSupport.parkNanos(this, left - SPIN_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    private void deliver(Chunk chunk, ByteBuffer buffer) throws IOException {
        if (chunk.bytes.length == 0) {
            chunk.to.shutdownOutput();
            SelectionKey back = chunk.to.keyFor(selector);
            if (back == null || !back.isValid()) { // both directions have ended
                drop(chunk.to);
                drop(chunk.from);
            }
            return;
        }
        buffer.clear().put(chunk.bytes).flip();
        while (buffer.hasRemaining() && !closed) {
            if (chunk.to.write(buffer) == 0) {
                LockSupport.parkNanos(this, 20_000);
            }
        }
    }

    private void drop(SocketChannel channel) {
        channels.remove(channel);
        try {
            channel.close();
            selector.wakeup(); // a closed channel keeps its descriptor until the selector has seen it
        } catch (IOException e) {
            report(e);
        }
    }

    private void report(Exception cause) {
        if (!closed) {
            System.err.println("relay: " + cause);
        }
    }
}
