package dev.memjay.internal.verb;

import dev.memjay.error.MemjayException;
import dev.memjay.error.OperationTimeoutException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.WireKey;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one bulk call: the caller's, each once and in the order asked, and the row that each has on the wire.
 *
 * <p>The map of the caller's keys becomes the result: it is filled in its own order, so that each key is hashed once.
 * Confined to the call.
 *
 * @param <K> the type of the caller's keys
 */
public final class BulkKeys<K> {
    private static final Object UNANSWERED = new Object();
    /** Some 100 microseconds of encoding. */
    private static final int KEYS_A_LOOK = 1024;

    private final Map<K, Object> byKey;
    private String[] wires;
    private String @Nullable [] routes;
    private boolean @Nullable [] base64;
    /** For each of the caller's keys its text for codecs; null where keys are strings, which are their own. */
    private String @Nullable [] texts;
    /** For each of the caller's keys its row; null while each has its own. */
    private int @Nullable [] rows;

    private int count;

    private final KeyEncoder<K> encoder;
    private final Verb verb;
    private final long start;
    private final long timeoutNanos;
    /** Why nothing is sent, since the time was over before all was encoded; else null. */
    private @Nullable MemjayException late;

    /**
     * @param start when the call began
     * @param timeoutNanos its time, which encoding is part of
     */
    BulkKeys(int expected, KeyEncoder<K> encoder, Verb verb, long start, long timeoutNanos) {
        this.encoder = encoder;
        this.verb = verb;
        this.start = start;
        this.timeoutNanos = timeoutNanos;
        byKey = new LinkedHashMap<>(Math.max(16, (int) Math.min(expected / 0.75 + 1, 1 << 30)));
        wires = new String[Math.max(1, expected)];
        texts = encoder.takesStrings() ? null : new String[wires.length];
    }

    /** Checks and encodes keys, as long as there is time. */
    static <K> BulkKeys<K> of(
            Collection<? extends K> keys, KeyEncoder<K> encoder, Verb verb, long start, long timeoutNanos) {
        int expected = Objects.requireNonNull(keys, "keys").size();
        BulkKeys<K> bulk = new BulkKeys<>(expected, encoder, verb, start, timeoutNanos);
        for (K key : keys) {
            bulk.add(Objects.requireNonNull(key, "keys has a null element"));
        }
        bulk.finish();
        return bulk;
    }

    /**
     * Checks and encodes one more key; false if it is there already, or if the time is over, when it is only noted as one
     * that was asked for.
     */
    boolean add(K key) {
        int before = byKey.size();
        byKey.putIfAbsent(key, UNANSWERED);
        if (byKey.size() == before || isLate()) {
            return false;
        }
        if (count == wires.length) {
            grow();
        }
        String direct = encoder.direct(key);
        if (direct == null) {
            set(encoder.encode(key));
        } else {
            set(direct, direct, false);
        }
        count++;
        return true;
    }

    /** Whether the time is over; the clock is read for one of so many keys. */
    private boolean isLate() {
        if (late == null && count % KEYS_A_LOOK == KEYS_A_LOOK - 1) {
            lookAtTime();
        }
        return late != null;
    }

    /** Looks whether there is time left, as before and after something that may take long. */
    void lookAtTime() {
        long elapsed = Clock.nanoTime() - start;
        if (late == null && elapsed >= timeoutNanos) {
            late = new OperationTimeoutException(
                    "nothing was sent: the time was over after " + count + " keys were encoded; ask for fewer at once",
                    new MemjayException.Context(null, verb.toString(), elapsed, false),
                    OperationTimeoutException.Phase.QUEUED);
        }
    }

    /** Why nothing is sent, for all keys; null where there was time for all of them. */
    @Nullable
    MemjayException late() {
        return late;
    }

    private void set(WireKey key) {
        String route = key.route();
        if (route != null && routes == null) {
            routes = wires.clone();
        }
        if (key.base64() && base64 == null) {
            base64 = new boolean[wires.length];
        }
        if (texts != null) {
            texts[count] = key.text();
        }
        set(key.wire(), route == null ? key.wire() : route, key.base64());
    }

    private void set(String wire, String route, boolean isBase64) {
        wires[count] = wire;
        if (routes != null) {
            routes[count] = route;
        }
        if (base64 != null) {
            base64[count] = isBase64;
        }
    }

    /** Collections that other threads change may turn out longer than they said. */
    private void grow() {
        int length = wires.length * 2;
        wires = Arrays.copyOf(wires, length);
        routes = routes == null ? null : Arrays.copyOf(routes, length);
        base64 = base64 == null ? null : Arrays.copyOf(base64, length);
        texts = texts == null ? null : Arrays.copyOf(texts, length);
    }

    /** To be called once, behind the last key. */
    void finish() {
        if (late != null) {
            count = 0;
        }
        if (encoder.mayJoinKeys()) {
            join();
        }
        wires = exactly(wires);
        routes = routes == null ? null : exactly(routes);
        base64 = base64 == null || base64.length == count ? base64 : Arrays.copyOf(base64, count);
    }

    /** Gives keys that are the same on the wire one row. */
    private void join() {
        Map<String, Integer> rowByWire = new HashMap<>();
        int[] joined = new int[count];
        int distinct = 0;
        for (int i = 0; i < count; i++) {
            String identity = base64 != null && base64[i] ? "b " + wires[i] : wires[i];
            Integer row = rowByWire.putIfAbsent(identity, distinct);
            joined[i] = row == null ? distinct : row;
            if (row == null) {
                move(i, distinct++);
            }
        }
        if (distinct < count) {
            rows = joined;
            count = distinct;
        }
    }

    private void move(int from, int to) {
        wires[to] = wires[from];
        if (routes != null) {
            routes[to] = routes[from];
        }
        if (base64 != null) {
            base64[to] = base64[from];
        }
    }

    private String[] exactly(String[] column) {
        return column.length == count ? column : Arrays.copyOf(column, count);
    }

    /** Number of rows on the wire. */
    int rowCount() {
        return count;
    }

    /** Number of the caller's keys. */
    int keyCount() {
        return byKey.size();
    }

    /** The keys as they go on the wire, one a row. */
    String[] wires() {
        return wires;
    }

    /** What decides the node, one a row; null when the wire keys do. */
    String @Nullable [] routes() {
        return routes;
    }

    /** What decides the node of a row. */
    String route(int row) {
        return routes == null ? wires[row] : routes[row];
    }

    /** The same for one of the caller's keys; null where nothing was sent. */
    @Nullable
    String routeIfSent(int index) {
        return late == null ? route(row(index)) : null;
    }

    /** Which rows are base64; null for none. */
    boolean @Nullable [] base64() {
        return base64;
    }

    /** The row of the {@code index}-th of the caller's keys. */
    int row(int index) {
        return rows == null ? index : rows[index];
    }

    /** The text, for codecs, of the {@code index}-th of the caller's keys. */
    String text(int index, K key) {
        return texts == null ? (String) key : texts[index];
    }

    /**
     * The caller's keys in order, each with a place for its result; an entry that is removed has none. To be walked once,
     * and to the end, before {@link #asMap()} is handed out.
     */
    Iterator<Map.Entry<K, Object>> places() {
        return byKey.entrySet().iterator();
    }

    /** The caller's keys in order, but for those whose entries were removed. */
    Set<K> asked() {
        return byKey.keySet();
    }

    /** The keys with what stands in their places, when that is an error for each. */
    Map<Object, MemjayException> asErrors() {
        return asErrors(byKey);
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, MemjayException> asErrors(Map<?, ?> places) {
        return (Map<Object, MemjayException>) places;
    }

    /** The results, where every entry that is left was given one of type R. */
    @SuppressWarnings("unchecked")
    <R> Map<K, R> asMap() {
        return (Map<K, R>) (Map<?, ?>) byKey;
    }
}
