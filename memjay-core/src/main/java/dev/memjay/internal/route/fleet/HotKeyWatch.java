package dev.memjay.internal.route.fleet;

import dev.memjay.error.ConnectionException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.error.Printable;
import dev.memjay.error.UnsupportedByServerException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.TextGreeting;
import dev.memjay.internal.meter.TopKeys;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.thread.DaemonThread;
import dev.memjay.model.HotKeys;
import dev.memjay.model.Node;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches all nodes for a while, each from a thread and a connection of its own, and counts their keys in bounded memory.
 */
public final class HotKeyWatch {
    /** Keys that are counted on each node; one is found if it has more than this part of its node's uses. */
    private static final int COUNTED = 4096;

    /** A use of a key: memcached tells each read, and each write by the read that comes before it. */
    private static final String COMMAND = "watch fetchers";

    private static final String KEY = " key=";
    private static final String SKIPPED = "skipped=";
    /** What clients ask when they connect, plain and percent-encoded; it is no use of a program's. */
    private static final Set<String> OWN = Set.of(
            TextGreeting.NO_KEY, TextGreeting.NO_KEY.replace(":", "%3A"), TextGreeting.NO_KEY.replace(":", "%3a"));

    private final Engine engine;
    private final long nanos;
    private final long start = Clock.nanoTime();

    public HotKeyWatch(Engine engine, long nanos) {
        this.engine = engine;
        this.nanos = nanos;
    }

    /** What one node told. */
    private final class Watched implements Runnable {
        private final Node node;
        private final TopKeys keys = new TopKeys(COUNTED);
        private long skipped;
        private @Nullable MemjayException failure;

        private Watched(Node node) {
            this.node = node;
        }

        @Override
        public void run() {
            try {
                String answer = engine.follow(node, COMMAND, nanos, this::hear);
                if (!answer.equals("OK")) {
                    failure = new UnsupportedByServerException(
                            "the server cannot be watched, and said '" + Printable.excerpt(answer) + "'",
                            context(),
                            null);
                }
            } catch (IOException e) {
                failure = new ConnectionException(String.valueOf(e.getMessage()), context(), e);
            } catch (MemjayException e) {
                failure = e;
            } catch (RuntimeException | Error e) {
                failure = new ConnectionException("watching failed: " + e, context(), e);
            }
        }

        /** Such as {@code ts=1.5 gid=2 type=item_get key=a%20b status=found clsid=1 cfd=17 size=1}. */
        private void hear(String line) {
            int key = line.indexOf(KEY);
            if (key >= 0) {
                int end = line.indexOf(' ', key + KEY.length());
                String used = line.substring(key + KEY.length(), end < 0 ? line.length() : end);
                if (!OWN.contains(used)) {
                    keys.add(used);
                }
            } else if (line.startsWith(SKIPPED) || line.startsWith("[" + SKIPPED)) {
                skipped += number(line);
            }
        }

        private MemjayException.Context context() {
            return new MemjayException.Context(node.toString(), "watch", Clock.nanoTime() - start, false);
        }
    }

    /** Watches, and waits until it is over. */
    public HotKeys run(int limit) {
        List<Watched> all = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (Node node : engine.nodes()) {
            Watched watched = new Watched(node);
            all.add(watched);
            threads.add(DaemonThread.of("memjay-watch-" + node, watched));
        }
        start(threads);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(
                    "the calling thread was interrupted",
                    new MemjayException.Context(null, "watch", Clock.nanoTime() - start, false),
                    e);
        }
        return joined(all, limit);
    }

    private static void start(List<Thread> threads) {
        boolean started = false;
        try {
            threads.forEach(Thread::start);
            started = true;
        } finally {
            if (!started) {
                threads.forEach(Thread::interrupt); // nobody would wait for the others
            }
        }
    }

    private HotKeys joined(List<Watched> all, int limit) {
        long total = Math.max(1, all.stream().mapToLong(one -> one.keys.total()).sum());
        List<HotKeys.OfKey> keys = new ArrayList<>();
        List<HotKeys.OfNode> nodes = new ArrayList<>();
        Map<Node, MemjayException> failed = new LinkedHashMap<>();
        for (Watched one : all) {
            if (one.failure != null) {
                failed.put(one.node, one.failure);
                continue;
            }
            long uses = one.keys.total();
            nodes.add(new HotKeys.OfNode(one.node, uses, one.skipped, (double) uses / total));
            one.keys
                    .most(limit)
                    .forEach(top -> keys.add(new HotKeys.OfKey(
                            decoded(top.key()), one.node, top.count(), top.error(), (double) top.count() / total)));
        }
        keys.sort(Comparator.comparingLong((HotKeys.OfKey key) -> key.uses() - key.error())
                .reversed());
        nodes.sort(Comparator.comparingLong(HotKeys.OfNode::uses).reversed());
        return new HotKeys(Duration.ofNanos(nanos), keys.subList(0, Math.min(limit, keys.size())), nodes, failed);
    }

    private static long number(String line) {
        String digits = line.replaceAll("[^0-9]", "");
        return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
    }

    /** A key in a log is percent-encoded, byte by byte. */
    static String decoded(String key) {
        if (key.indexOf('%') < 0) {
            return key;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == '%' && i + 2 < key.length() && isHex(key.charAt(i + 1)) && isHex(key.charAt(i + 2))) {
                bytes.write(Integer.parseInt(key, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0;
    }
}
