package dev.memjay.internal.connection;

import dev.memjay.error.OperationTimeoutException.Phase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The operations of one connection that have no reply yet, in the order of the wire.
 *
 * <p>A ring and no linked list: a chain of nodes that one old node points into keeps every later node alive through
 * each young collection. Appending belongs to the holder of the write lock, removing to the holder of the reader's
 * role; anybody may look. The tail is published with a volatile store, since the reader's role is handed over by
 * Dekker's rule: an append stores the tail and then reads the role, a release stores the role and then reads the tail.
 */
final class InFlightRing {
    private static final VarHandle HEAD;
    private static final VarHandle TAIL;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            HEAD = lookup.findVarHandle(InFlightRing.class, "head", long.class);
            TAIL = lookup.findVarHandle(InFlightRing.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final AtomicReferenceArray<@Nullable Operation> slots;
    /** When each operation was appended, in nanoTime. */
    private final AtomicLongArray times;
    /** Where each operation's bytes end in the stream of all bytes ever appended to the connection. */
    private final AtomicLongArray ends;

    private final int mask;

    private volatile long head;
    private volatile long tail;
    /** Where the bytes of the newest removed operation end; written with the head. */
    private volatile long answeredBytes;

    /**
     * @param capacity a power of two, smaller than the dialect's opaque space
     */
    InFlightRing(int capacity) {
        if (Integer.bitCount(capacity) != 1 || capacity > 1 << 20) {
            throw new IllegalArgumentException("capacity " + capacity + " is no power of two up to 2^20");
        }
        slots = new AtomicReferenceArray<>(capacity);
        times = new AtomicLongArray(capacity);
        ends = new AtomicLongArray(capacity);
        mask = capacity - 1;
    }

    int capacity() {
        return mask + 1;
    }

    /** Number of the oldest operation without a reply, which is also how many were answered. */
    long head() {
        return head;
    }

    /** Number that the next operation gets. */
    long tail() {
        return tail;
    }

    boolean isEmpty() {
        return head == tail;
    }

    int size() {
        long first = head; // before the tail, so that the difference is never negative
        return (int) (tail - first);
    }

    boolean isFull() {
        return tail - head > mask;
    }

    /** Bytes appended for operations up to the newest that was answered. */
    long answeredBytes() {
        return answeredBytes;
    }

    /** Write lock held, and not full. */
    void append(Operation operation, long now, long end) {
        long number = tail;
        int index = (int) number & mask;
        times.lazySet(index, now);
        ends.lazySet(index, end);
        slots.lazySet(index, operation);
        TAIL.setVolatile(this, number + 1);
    }

    /** The oldest operation, or null. Reader's role held, or only to look. */
    @Nullable
    Operation oldest() {
        long number = head;
        return number == tail ? null : slots.getAcquire((int) number & mask);
    }

    /** When the oldest operation was appended; meaningless when there is none. */
    long oldestTime() {
        return times.get((int) head & mask);
    }

    /** Where the bytes of the oldest operation end. */
    long oldestEnd() {
        return ends.get((int) head & mask);
    }

    /** Reader's role held, and not empty. */
    void removeOldest() {
        long number = head;
        int index = (int) number & mask;
        answeredBytes = ends.getPlain(index);
        slots.lazySet(index, null);
        HEAD.setVolatile(this, number + 1);
    }

    /** Puts another operation in the place of one that left before its turn. Reader's role held. */
    void replace(long number, Operation other) {
        slots.lazySet((int) number & mask, other);
    }

    /** The operation with this number, or null when it was answered meanwhile. */
    @Nullable
    Operation at(long number) {
        return slots.getAcquire((int) number & mask);
    }

    /** The first operation whose platform thread still waits, or null. */
    @Nullable
    Operation firstWithLeader() {
        return first(Operation::hasLeader);
    }

    /** Whether an operation is in flight that no platform thread waits for. */
    boolean hasUnattended() {
        return first(operation -> !operation.hasLeader()) != null;
    }

    /** Whether an operation is in flight that nobody has given up. */
    boolean hasWanted() {
        return first(Operation::isWanted) != null;
    }

    private @Nullable Operation first(Predicate<Operation> condition) {
        long last = tail;
        for (long number = head; number < last; number++) {
            Operation operation = at(number);
            if (operation != null && condition.test(operation)) {
                return operation;
            }
        }
        return null;
    }

    /** Where an operation stands that was appended under {@code number}. */
    Phase phase(long number, long writtenBytes, long lastRead) {
        int index = (int) number & mask;
        if (ends.get(index) > writtenBytes) {
            return Phase.QUEUED;
        }
        return lastRead - times.get(index) > 0 ? Phase.WAITING : Phase.WRITTEN;
    }
}
