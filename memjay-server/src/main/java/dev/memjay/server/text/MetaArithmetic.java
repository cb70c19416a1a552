package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Decimal;
import dev.memjay.server.store.Delta;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import org.jspecify.annotations.Nullable;

/** {@code ma}. */
final class MetaArithmetic {
    private static final byte[] TOO_MANY = Reply.line("CLIENT_ERROR options flags too long");
    private static final byte[] TOO_MANY_STRICT = Reply.line("CLIENT_ERROR options flags are too long");
    private static final byte[] BAD_MODE = Reply.line("CLIENT_ERROR invalid mode for ma M token");

    private final Request request;
    private final MetaFlags flags;
    private boolean touchLost;
    private long expireAt;

    MetaArithmetic(Request request, MetaFlags flags) {
        this.request = request;
        this.flags = flags;
    }

    void run() {
        if (!request.words(2, Integer.MAX_VALUE)) {
            return;
        }
        byte[] error = check();
        if (error != null) {
            request.out.put(error);
            return;
        }
        int start = request.out.length();
        error = calculate();
        if (error != null) {
            request.out.truncate(start);
            request.out.put(error);
        }
    }

    private byte @Nullable [] check() {
        if (flags.refused(2) || request.keyTooLong(1)) {
            request.violated();
            return Reply.BAD_FORMAT;
        }
        if (flags.tooMany()) {
            return request.dialect.strict() ? TOO_MANY_STRICT : TOO_MANY;
        }
        if (flags.read(2) != null) {
            return MetaFlags.INVALID_OR_DUPLICATE;
        }
        return switch (flags.mode) {
            case 0, 'I', '+', 'D', '-' -> null;
            default -> BAD_MODE;
        };
    }

    private byte @Nullable [] calculate() {
        boolean increment = flags.mode != 'D' && flags.mode != '-';
        Delta delta = request.delta;
        delta.set(increment, flags.delta);
        delta.compareCas = flags.has('C') ? flags.compareCas : 0;
        delta.hasNewCas = flags.has('E');
        delta.newCas = flags.newCas;
        Key key = flags.key();
        synchronized (request.store.lock(key)) {
            switch (request.store.add(key, delta, request.numbers)) {
                case DONE -> {
                    return hit(delta, false);
                }
                case NON_NUMERIC -> {
                    return Reply.NON_NUMERIC;
                }
                case CAS_MISMATCH -> {
                    return nothing('E', 'X');
                }
                default -> {
                    if (!flags.has('N')) {
                        request.count(increment ? Counter.INCR_MISSES : Counter.DECR_MISSES);
                        return nothing('N', 'F');
                    }
                    boolean binary = flags.has('b') && request.dialect.metaSetExtras();
                    delta.value = flags.initial;
                    delta.item = request.store.create(
                            key, Decimal.text(flags.initial), binary, 0, delta.hasNewCas, delta.newCas);
                    return hit(delta, true);
                }
            }
        }
    }

    private byte @Nullable [] nothing(char first, char second) {
        request.out.put(first).put(second);
        if (!flags.putOpaqueAndKey()) {
            return MetaFlags.OPAQUE_TOO_LONG;
        }
        request.out.crlf();
        return null;
    }

    private byte @Nullable [] hit(Delta delta, boolean created) {
        Item item = delta.item;
        delta.item = null;
        // 1.6.18 gives the new time to the old item when the longer number has become another one
        touchLost = delta.replaced && !request.dialect.strict();
        expireAt = item == null ? 0 : item.expireAt();
        if (item == null) {
            return Reply.ERROR;
        }
        Output out = request.out;
        int start = out.length();
        boolean value = flags.has('v');
        if (value) {
            out.put('V').put('A').put(' ').number(Decimal.digits(delta.value));
        } else {
            out.put('H').put('D');
        }
        for (int word = 2; word < request.line.count(); word++) {
            if (!flag(word, item, created)) {
                return MetaFlags.OPAQUE_TOO_LONG;
            }
        }
        out.crlf();
        if (value) {
            out.number(delta.value).crlf();
        }
        if (flags.has('q') && !created) {
            out.truncate(start);
        }
        return null;
    }

    private void touch(Item item, long newExpireAt) {
        expireAt = newExpireAt;
        if (!touchLost) {
            request.store.touch(item, newExpireAt);
        }
    }

    private boolean flag(int word, Item item, boolean created) {
        Output out = request.out;
        switch (request.line.first(word)) {
            case 'c' -> out.put(' ').put('c').number(item.cas());
            case 't' -> MetaGet.putTimeLeft(out, expireAt, request.store.now());
            case 'T' -> touch(item, flags.expireAt);
            case 'N' -> {
                if (created) {
                    touch(item, flags.vivifyExpireAt);
                }
            }
            case 'O' -> {
                if (flags.opaqueTooLong(word)) {
                    return false;
                }
                flags.putWord(word);
            }
            case 'k' -> flags.putKey(flags.keyBytes, flags.keyOffset, flags.keyLength, flags.has('b'));
            default -> {}
        }
        return true;
    }
}
