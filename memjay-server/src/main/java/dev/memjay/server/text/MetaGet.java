package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code mg}. */
final class MetaGet {
    private static final byte[] TOO_MANY = Reply.line("CLIENT_ERROR options flags are too long");
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] HD = "HD".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VA = "VA ".getBytes(StandardCharsets.US_ASCII);

    private final Request request;
    private final MetaFlags flags;
    private boolean won;

    MetaGet(Request request, MetaFlags flags) {
        this.request = request;
        this.flags = flags;
    }

    void run() {
        if (!request.words(2, Integer.MAX_VALUE)) {
            return;
        }
        if (flags.refused(2) || request.keyTooLong(1)) {
            request.violated(Reply.BAD_FORMAT);
            return;
        }
        if (flags.tooMany()) {
            request.out.put(TOO_MANY);
            return;
        }
        byte[] error = flags.read(2);
        if (error != null) {
            request.out.put(error);
            return;
        }
        boolean changes = flags.has('N') || flags.has('T') || flags.has('R');
        Key key = flags.key();
        if (!changes) {
            Item item = request.store.find(key);
            if (item == null || !item.stale() || item.tokenSent()) {
                answer(item, false);
                return;
            }
        }
        synchronized (request.store.lock(key)) {
            Item item = request.store.find(key);
            boolean create = item == null && flags.has('N');
            if (create) {
                boolean binary = flags.has('b') && request.dialect.metaSetExtras();
                item = request.store.create(key, NOTHING, binary, 0, flags.has('E'), flags.newCas);
            }
            answer(item, create);
        }
    }

    private void answer(@Nullable Item item, boolean created) {
        int start = request.out.length();
        if (item == null) {
            // memcached counts a miss before it looks at the opaque, and a hit behind it; and a miss as a get, since
            // there was nothing to touch
            request.count(Counter.CMD_GET);
            request.count(Counter.GET_MISSES);
        }
        boolean good = item == null ? miss() : hit(item, created);
        if (!good) {
            request.out.truncate(start);
            request.out.put(MetaFlags.OPAQUE_TOO_LONG);
            return;
        }
        if (item != null) {
            count(item);
            if (!flags.has('u')) {
                item.bump(request.store.now());
            }
        }
        if (item == null && flags.has('q')) {
            request.out.truncate(start);
        }
    }

    private boolean miss() {
        request.out.put('E').put('N');
        boolean good = flags.putOpaqueAndKey();
        request.out.crlf();
        return good;
    }

    private boolean hit(Item item, boolean created) {
        Output out = request.out;
        boolean same = flags.has('C') && request.dialect.metaGetCas() && flags.compareCas == item.cas();
        boolean value = flags.has('v') && !same;
        if (value) {
            out.put(VA).number(item.value().length);
        } else {
            out.put(HD);
        }
        won = false;
        for (int word = 2; word < request.line.count(); word++) {
            if (!flag(word, item, created)) {
                return false;
            }
        }
        marks(item);
        out.crlf();
        if (value) {
            out.value(item.value()).crlf();
        }
        return true;
    }

    private boolean flag(int word, Item item, boolean created) {
        Output out = request.out;
        long now = request.store.now();
        switch (request.line.first(word)) {
            case 'T' -> request.store.touch(item, flags.expireAt);
            case 'N' -> {
                if (created) {
                    request.store.touch(item, flags.vivifyExpireAt);
                    won = true;
                }
            }
            case 'R' -> {
                if (!item.tokenSent() && !created && flags.due(item.expireAt(), item.secondsLeft(now))) {
                    won = true;
                }
            }
            case 's' -> out.put(' ').put('s').number(item.value().length);
            case 't' -> putTimeLeft(out, item.expireAt(), now);
            case 'c' -> out.put(' ').put('c').number(item.cas());
            case 'f' -> out.put(' ').put('f').number(Integer.toUnsignedLong(item.clientFlags()));
            case 'l' -> out.put(' ').put('l').number(Math.max(0, now - item.lastAccess()) / 1000);
            case 'h' -> out.put(' ').put('h').put(item.fetched() ? '1' : '0');
            case 'O' -> {
                if (flags.opaqueTooLong(word)) {
                    return false;
                }
                flags.putWord(word);
            }
            case 'k' -> {
                Key key = item.key();
                flags.putKey(key.bytes(), key.offset(), key.length(), item.keyBinary());
            }
            default -> {}
        }
        return true;
    }

    static void putTimeLeft(Output out, long expireAt, long now) {
        out.put(' ').put('t');
        if (expireAt == 0) {
            out.put('-').put('1');
        } else if (expireAt < now) {
            // memcached takes the difference of two unsigned numbers of 32 bits
            out.number((expireAt - now) / 1000 & 0xFFFFFFFFL);
        } else {
            out.number(Item.secondsLeft(expireAt, now));
        }
    }

    private void marks(Item item) {
        boolean sent = item.tokenSent();
        if (sent) {
            request.out.put(' ').put('Z');
        }
        if (item.stale()) {
            request.out.put(' ').put('X');
            won |= !sent;
        }
        if (won) {
            request.out.put(' ').put('W');
            item.tokenSent(true);
        }
    }

    private void count(Item item) {
        if (flags.has('T')) {
            request.count(Counter.CMD_TOUCH);
            request.count(Counter.TOUCH_HITS, item);
        } else {
            request.count(Counter.CMD_GET);
            request.count(Counter.GET_HITS, item);
        }
    }
}
