package dev.memjay.it;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A TCP relay between a client and a server on this machine that spoils what passes: it delays, holds, cuts, garbles, trickles,
 * swallows or refuses.
 *
 * <p>Faults can be set at any time and count from then on, for the connections that are open and those to come. Positions
 * are counted over all replies together, so tests that use them have one connection.
 */
public final class FaultRelay implements AutoCloseable {
    private static final int CHUNK = 64 << 10;
    private static final long NOWHERE = -1;
    private static final long HELD_NANOS = 1_000_000;
    private static final Chunk END = new Chunk(new byte[0], 0);

    private volatile InetSocketAddress target;
    private final ServerSocket listener;
    private final Queue<Pair> pairs = new ConcurrentLinkedQueue<>();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final AtomicInteger accepted = new AtomicInteger();
    /** How many reply bytes pass before the connection is cut; {@link #NOWHERE} for all. */
    private final AtomicLong cutAfter = new AtomicLong(NOWHERE);
    /** How many reply bytes pass before one is garbled; {@link #NOWHERE} for all. */
    private final AtomicLong garbleAfter = new AtomicLong(NOWHERE);

    private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();

    private volatile long requestDelayNanos;
    private volatile long replyDelayNanos;
    private volatile boolean holding;
    private volatile boolean trickling;
    private volatile boolean swallowing;
    private volatile boolean refusing;
    private volatile boolean recording;
    private volatile boolean closed;

    private FaultRelay(InetSocketAddress target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("accept", this::accept);
    }

    /** Starts a relay that changes nothing yet to a server on this machine. */
    public static FaultRelay to(int port) {
        return new FaultRelay(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    public int port() {
        return listener.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port();
    }

    /** Connections that were accepted so far, refused ones included. */
    int accepted() {
        return accepted.get();
    }

    /** Holds back each chunk of requests; what follows is not held back longer. */
    FaultRelay delayRequests(Duration delay) {
        requestDelayNanos = delay.toNanos();
        return this;
    }

    /** Holds back each chunk of replies; what follows is not held back longer. */
    public FaultRelay delayReplies(Duration delay) {
        replyDelayNanos = delay.toNanos();
        return this;
    }

    /**
     * Holds all replies back until {@link #heal()}, for tests that do something before an answer comes: a delay would be a
     * guess at how long that takes.
     */
    public FaultRelay holdReplies() {
        holding = true;
        return this;
    }

    /** Passes replies on one byte at a time, each in a write of its own. */
    FaultRelay trickle() {
        trickling = true;
        return this;
    }

    /** Reads everything and passes on nothing of it, in either direction, until {@link #heal()}. What was swallowed is lost. */
    public FaultRelay swallow() {
        swallowing = true;
        return this;
    }

    /** Accepts new connections and closes them at once. */
    public FaultRelay refuse() {
        refusing = true;
        return this;
    }

    /** Closes the connection on both sides once so many more reply bytes have passed; then works again. */
    public FaultRelay cutAfter(long replyBytes) {
        cutAfter.set(replyBytes);
        return this;
    }

    /** Flips bits of the reply byte behind so many more of them; then works again. */
    public FaultRelay garbleAfter(long replyBytes) {
        garbleAfter.set(replyBytes);
        return this;
    }

    /** Ends all faults; connections stay. */
    public FaultRelay heal() {
        requestDelayNanos = 0;
        replyDelayNanos = 0;
        holding = false;
        trickling = false;
        swallowing = false;
        refusing = false;
        cutAfter.set(NOWHERE);
        garbleAfter.set(NOWHERE);
        return this;
    }

    /** Leads new connections to another server; those that are open stay. */
    public FaultRelay leadTo(int port) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        return this;
    }

    /** Closes all connections that are open now. */
    public void cut() {
        pairs.forEach(Pair::close);
    }

    /** Notes all requests from now on. */
    FaultRelay record() {
        recording = true;
        return this;
    }

    /** The requests noted since the last call, one character a byte. */
    String recorded() {
        synchronized (recorded) {
            String text = recorded.toString(StandardCharsets.ISO_8859_1);
            recorded.reset();
            return text;
        }
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        cut();
        for (Thread thread : threads) {
            thread.interrupt();
            try {
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                accepted.incrementAndGet();
                if (refusing) {
                    closeQuietly(client);
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                if (!closed && listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            server.connect(target, 5_000);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        } catch (IOException e) {
            closeQuietly(client);
            closeQuietly(server);
            return;
        }
        Pair pair = new Pair(client, server);
        pairs.add(pair);
        if (closed) {
            pair.close();
        }
        BlockingQueue<Chunk> requests = new LinkedBlockingQueue<>();
        BlockingQueue<Chunk> replies = new LinkedBlockingQueue<>();
        run("requests-in", () -> read(pair, pair.client, requests, true));
        run("requests-out", () -> write(pair, pair.server, requests, false));
        run("replies-in", () -> read(pair, pair.server, replies, false));
        run("replies-out", () -> write(pair, pair.client, replies, true));
    }

    private void read(Pair pair, Socket from, BlockingQueue<Chunk> queue, boolean isRequests) {
        byte[] buffer = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            int count;
            while ((count = in.read(buffer)) >= 0) {
                boolean passes = !swallowing; // before it is noted, so that what was noted meanwhile is lost
                if (isRequests && recording) {
                    synchronized (recorded) {
                        recorded.write(buffer, 0, count);
                    }
                }
                if (passes) {
                    long delay = isRequests ? requestDelayNanos : replyDelayNanos;
                    queue.add(new Chunk(Arrays.copyOf(buffer, count), System.nanoTime() + delay));
                }
            }
        } catch (IOException e) {
            // The connection ended, and that is passed on.
        }
        queue.add(END);
    }

    private void write(Pair pair, Socket to, BlockingQueue<Chunk> queue, boolean isReplies) {
        try {
            OutputStream out = to.getOutputStream();
            Chunk chunk;
            while ((chunk = queue.take()) != END) {
                long early;
                while ((early = chunk.due - System.nanoTime()) > 0 && !closed) {
                    LockSupport.parkNanos(early);
                }
                while (isReplies && holding && !closed) {
                    LockSupport.parkNanos(HELD_NANOS);
                }
                if (!isReplies) {
                    out.write(chunk.bytes);
                } else if (!reply(chunk.bytes, out)) {
                    break;
                }
            }
        } catch (IOException | InterruptedException e) {
            // The connection ended, and that is passed on.
        } finally {
            pair.close();
        }
    }

    /** Whether the connection goes on. */
    private boolean reply(byte[] bytes, OutputStream out) throws IOException {
        int bad = hit(garbleAfter, bytes.length);
        if (bad >= 0) {
            bytes[bad] ^= 0x55;
        }
        int end = hit(cutAfter, bytes.length);
        int length = end >= 0 ? end : bytes.length;
        if (trickling) {
            for (int i = 0; i < length; i++) {
                out.write(bytes, i, 1);
            }
        } else {
            out.write(bytes, 0, length);
        }
        return end < 0;
    }

    /** Where in the next {@code length} bytes the countdown ends, and it is over then; else -1. */
    private static int hit(AtomicLong countdown, int length) {
        long left = countdown.get();
        if (left < 0) {
            return -1;
        }
        if (left < length) {
            return countdown.compareAndSet(left, NOWHERE) ? (int) left : -1;
        }
        countdown.compareAndSet(left, left - length);
        return -1;
    }

    private void run(String name, Runnable task) {
        Thread thread = new Thread(task, "fault-relay-" + name);
        thread.setDaemon(true);
        threads.removeIf(other -> other.getState() == Thread.State.TERMINATED);
        threads.add(thread);
        thread.start();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            // It is of no use any more, closed or not.
        }
    }

    private record Chunk(byte[] bytes, long due) {}

    private final class Pair {
        final Socket client;
        final Socket server;

        Pair(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void close() {
            closeQuietly(client);
            closeQuietly(server);
            pairs.remove(this);
        }
    }
}
