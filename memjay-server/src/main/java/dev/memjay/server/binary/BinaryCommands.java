package dev.memjay.server.binary;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Decimal;
import dev.memjay.server.store.Delta;
import dev.memjay.server.store.Expiry;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.Numbers;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreMode;
import dev.memjay.server.store.StoreOutcome;
import dev.memjay.server.store.StoreRequest;
import org.jspecify.annotations.Nullable;

/** What the binary commands do. */
final class BinaryCommands {
    private static final int DO_NOT_CREATE = 0xFFFFFFFF;

    private final ServerState state;
    private final Connection connection;
    private final Store store;
    private final Output out;
    private final Packet packet;
    private final BinaryStats stats;
    private final Key probe = Key.probe();
    private final StoreRequest storing = new StoreRequest();
    private final Delta delta = new Delta();
    private final Numbers numbers = new Numbers();

    BinaryCommands(ServerState state, Connection connection, Packet packet) {
        this.state = state;
        this.connection = connection;
        this.store = state.store();
        this.out = connection.out();
        this.packet = packet;
        this.stats = new BinaryStats(state, out, packet);
    }

    private void count(Counter counter) {
        state.counters().add(counter);
    }

    private Key key() {
        return probe.moveTo(packet.bytes, packet.keyOffset, packet.keyLength);
    }

    /** Runs a command that has no value. */
    void run() {
        switch (packet.opcode) {
            case GET, GETK -> get();
            case TOUCH, GAT, GATK -> touch();
            case DELETE -> delete();
            case INCREMENT, DECREMENT -> arithmetic();
            case FLUSH -> flush();
            case NOOP -> {
                packet.reply(out, 0);
                connection.handOver();
            }
            case VERSION -> text(state.settings().dialect().version());
            case STAT -> stats.answer();
            case QUIT -> {
                succeed(0);
                connection.closeAfterReplies();
            }
            default -> packet.error(out, Status.UNKNOWN_COMMAND);
        }
    }

    private void succeed(long cas) {
        if (!packet.quiet) {
            packet.reply(out, cas);
        }
    }

    private void text(String text) {
        packet.reply(out, Status.SUCCESS, 0, 0, text.length(), 0);
        out.put(text);
    }

    private void get() {
        Item item = store.find(key());
        countGet(item);
        count(Counter.CMD_GET);
        if (item == null) {
            count(Counter.GET_MISSES);
            miss(packet.opcode == Opcode.GETK);
        } else {
            state.counters().add(Counter.GET_HITS, item);
            item.bump(store.now());
            hit(item, packet.opcode == Opcode.GETK, true);
        }
    }

    private void touch() {
        Key key = key();
        long expireAt = Expiry.atUnsigned(packet.extra32(0), store.now());
        count(Counter.CMD_TOUCH);
        Item item;
        synchronized (store.lock(key)) {
            item = store.find(key);
            if (item != null) {
                item.bump(store.now());
                store.touch(item, expireAt);
            }
        }
        countGet(item);
        boolean valueWanted = packet.opcode != Opcode.TOUCH;
        if (item == null) {
            count(Counter.TOUCH_MISSES);
            miss(packet.opcode == Opcode.GATK);
        } else {
            state.counters().add(Counter.TOUCH_HITS, item);
            hit(item, packet.opcode == Opcode.GATK, valueWanted);
        }
    }

    private void miss(boolean withKey) {
        if (packet.quiet) {
            return;
        }
        if (withKey) {
            packet.reply(out, Status.NOT_FOUND, packet.keyLength, 0, packet.keyLength, 0);
            out.put(packet.bytes, packet.keyOffset, packet.keyLength);
        } else {
            packet.error(out, Status.NOT_FOUND);
        }
    }

    private void hit(Item item, boolean withKey, boolean withValue) {
        int keyLength = withKey ? packet.keyLength : 0;
        int valueLength = withValue ? item.value().length : 0;
        packet.reply(out, Status.SUCCESS, keyLength, 4, 4 + keyLength + valueLength, item.cas());
        out.int32(item.clientFlags());
        out.put(packet.bytes, packet.keyOffset, keyLength);
        if (withValue) {
            out.value(item.value());
        }
    }

    private void delete() {
        Key key = key();
        if (state.settings().detailEnabled()) {
            state.prefixes().delete(packet.bytes, packet.keyOffset, packet.keyLength);
        }
        synchronized (store.lock(key)) {
            Item item = store.find(key);
            if (item == null) {
                count(Counter.DELETE_MISSES);
                packet.error(out, Status.NOT_FOUND);
            } else if (packet.cas != 0 && packet.cas != item.cas()) {
                packet.error(out, Status.EXISTS);
            } else {
                state.counters().add(Counter.DELETE_HITS, item);
                store.remove(item, "");
                succeed(0);
            }
        }
    }

    private void arithmetic() {
        boolean increment = packet.opcode == Opcode.INCREMENT;
        Key key = key();
        delta.set(increment, packet.extra64(0));
        delta.compareCas = packet.cas;
        synchronized (store.lock(key)) {
            switch (store.add(key, delta, numbers)) {
                case DONE -> number(delta.value, delta.item);
                case NON_NUMERIC -> packet.error(out, Status.NON_NUMERIC);
                case CAS_MISMATCH -> packet.error(out, Status.EXISTS);
                case NOT_FOUND -> {
                    if (packet.extra32(16) == DO_NOT_CREATE) {
                        count(increment ? Counter.INCR_MISSES : Counter.DECR_MISSES);
                        packet.error(out, Status.NOT_FOUND);
                    } else {
                        long initial = packet.extra64(8);
                        long expireAt = Expiry.atUnsigned(packet.extra32(16), store.now());
                        number(initial, store.create(key, Decimal.text(initial), false, expireAt, false, 0));
                    }
                }
            }
        }
        delta.item = null;
    }

    private void number(long value, @Nullable Item item) {
        if (!packet.quiet) {
            packet.reply(out, Status.SUCCESS, 0, 0, 8, item == null ? 0 : item.cas());
            out.int64(value);
        }
    }

    private void flush() {
        count(Counter.CMD_FLUSH);
        if (!state.settings().flushEnabled()) {
            packet.error(out, Status.AUTH_FAILURE);
            return;
        }
        int delay = packet.extrasLength == 4 ? packet.extra32(0) : 0;
        store.flush(delay == 0 ? 0 : Expiry.atUnsigned(delay, store.now()));
        succeed(0);
    }

    private void countGet(@Nullable Item item) {
        if (state.settings().detailEnabled()) {
            state.prefixes().get(packet.bytes, packet.keyOffset, packet.keyLength, item != null);
        }
    }

    /** Checks a storage command before its value is read; what is wrong, or null. */
    @Nullable
    Status beginStore(long valueLength) {
        storing.clear();
        boolean joins = packet.opcode == Opcode.APPEND || packet.opcode == Opcode.PREPEND;
        if (!joins) {
            storing.clientFlags = packet.extra32(0);
            storing.expireAt = Expiry.atUnsigned(packet.extra32(4), store.now());
        }
        StoreMode mode = switch (packet.opcode) {
            case ADD -> StoreMode.ADD;
            case REPLACE -> StoreMode.REPLACE;
            case APPEND -> StoreMode.APPEND;
            case PREPEND -> StoreMode.PREPEND;
            default -> StoreMode.SET;
        };
        storing.mode = packet.cas != 0 && !joins ? StoreMode.CAS : mode;
        storing.compareCas = packet.cas;
        if (state.settings().detailEnabled()) {
            state.prefixes().set(packet.bytes, packet.keyOffset, packet.keyLength);
        }
        int length = (int) Math.min(valueLength, Integer.MAX_VALUE);
        if (!store.fits(packet.keyLength, storing.clientFlags, length)) {
            return refuse(Counter.STORE_TOO_LARGE, length, Status.TOO_LARGE);
        }
        if (!store.hasRoom(packet.keyLength, storing.clientFlags, length)) {
            return refuse(Counter.STORE_NO_MEMORY, length, Status.OUT_OF_MEMORY);
        }
        storing.key = Key.of(packet.bytes, packet.keyOffset, packet.keyLength);
        return null;
    }

    /** A set that cannot be carried out must not leave the old value to readers. */
    private Status refuse(Counter counter, int length, Status status) {
        state.counters().addInClass(counter, Store.classOf(packet.keyLength, storing.clientFlags, length));
        if (packet.opcode == Opcode.SET) {
            store.drop(key());
        }
        return status;
    }

    /** The value of the storage command is there. */
    void finishStore(byte[] value) {
        storing.value = value;
        StoreMode mode = storing.mode;
        StoreOutcome outcome = store.store(storing);
        switch (outcome) {
            case STORED -> succeed(storing.resultCas);
            case EXISTS -> packet.error(out, Status.EXISTS);
            case NOT_FOUND -> packet.error(out, Status.NOT_FOUND);
            case NOT_STORED ->
                packet.error(
                        out,
                        switch (mode) {
                            case ADD -> Status.EXISTS;
                            case REPLACE -> Status.NOT_FOUND;
                            default -> Status.NOT_STORED;
                        });
        }
        storing.clear();
    }
}
