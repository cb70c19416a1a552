package dev.memjay.it.soak;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * What may be read of each key. Each has one writer at a time; its versions go up by one with each write or delete. A read may
 * find nothing, what was acknowledged last when it began, or anything newer that was tried.
 *
 * <p>A write whose outcome is unknown may still lie unread in the socket of a server that was stopped, and be carried out
 * behind a later one. So its version may be read until a write is acknowledged that began {@link #DOUBT_NANOS} after it.
 */
final class History {
    /** Longer than any fault lasts. */
    static final long DOUBT_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The past of one key. */
    static final class Item {
        final String key;
        private volatile long acknowledged;
        private volatile long tried;
        private final Map<Long, Long> doubtful = new ConcurrentHashMap<>();

        private Item(String key) {
            this.key = key;
        }

        /** What was acknowledged last; to be taken before a read begins. */
        long acknowledged() {
            return acknowledged;
        }

        /** The version of the next write; for its writer. */
        @SuppressWarnings("NonAtomicVolatileUpdate") // a key has one writer
        long next() {
            return ++tried;
        }

        /** The write of a version that began at {@code start} was carried out. */
        void acknowledged(long version, long start) {
            acknowledged = version;
            doubtful.values().removeIf(since -> start - since > DOUBT_NANOS);
        }

        /** Nobody knows whether the write of a version was carried out, or when it will be. */
        void doubtful(long version) {
            doubtful.put(version, System.nanoTime());
        }
    }

    private final Map<String, Item> items = new ConcurrentHashMap<>();
    final LongAdder checked = new LongAdder();
    final LongAdder wrong = new LongAdder();
    final LongAdder stale = new LongAdder();
    /** Values that the relay garbled, which no client can see without a checksum of its own. */
    final LongAdder spoiled = new LongAdder();

    Item item(String key) {
        return items.computeIfAbsent(key, Item::new);
    }

    /** The bytes of a version of a key. */
    static byte[] value(String key, long version, int size) {
        String head = key + ' ' + version + ' ';
        String body = head + "x".repeat(Math.max(0, size - head.length()));
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[bytes.length + 8];
        System.arraycopy(String.format("%08x", crc(bytes)).getBytes(StandardCharsets.US_ASCII), 0, whole, 0, 8);
        System.arraycopy(bytes, 0, whole, 8, bytes.length);
        return whole;
    }

    private static long crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** Judges what a read found that began when {@code acknowledged} was the last version of the item. */
    void check(Item item, long acknowledged, byte @Nullable [] value) {
        if (value == null) {
            return;
        }
        checked.increment();
        String text = new String(value, StandardCharsets.ISO_8859_1);
        String body = text.substring(Math.min(8, text.length()));
        if (!text.startsWith(String.format("%08x", crc(body.getBytes(StandardCharsets.ISO_8859_1))))) {
            spoiled.increment();
            return;
        }
        String[] words = body.split(" ", 3);
        long version = Long.parseLong(words[1]);
        if (!words[0].equals(item.key) || version > item.tried) {
            wrong.increment();
        } else if (version < acknowledged && !item.doubtful.containsKey(version)) {
            stale.increment();
        }
    }
}
