package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Expiry;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code get}, {@code gets}, {@code gat} and {@code gats}. */
final class RetrievalCommands {
    private static final byte[] VALUE = "VALUE ".getBytes(StandardCharsets.US_ASCII);

    private final Request request;
    private boolean touch;
    private boolean cas;
    private long expireAt;
    /** The next key. */
    private int word;

    private boolean kept;

    RetrievalCommands(Request request) {
        this.request = request;
    }

    void run(Verb verb) {
        touch = verb == Verb.GAT || verb == Verb.GATS;
        cas = verb == Verb.GETS || verb == Verb.GATS;
        if (!request.words(touch && request.dialect.strict() ? 3 : 2, Integer.MAX_VALUE)) {
            return;
        }
        expireAt = 0;
        if (touch) {
            if (!request.signed32(1)) {
                request.out.put(Reply.BAD_EXPTIME);
                return;
            }
            expireAt = Expiry.at((int) request.numbers.value, request.store.now());
        }
        Line line = request.line;
        int first = touch ? 2 : 1;
        if (line.count() - first > request.settings.replyLimit()) {
            request.count(Counter.RESPONSE_OBJ_OOM);
            request.out.put(Reply.NO_MEMORY_TO_GET);
            return;
        }
        word = first;
        kept = false;
        int tooLong = tooLong(first);
        if (tooLong < 0) {
            request.answer(this::write);
        } else {
            // memcached reads the keys before the bad one, but loses their values
            while (word < tooLong) {
                next();
            }
            request.connection.dropPending();
            request.violated(Reply.BAD_FORMAT);
        }
    }

    /** The first word that is too long for a key, or -1. */
    private int tooLong(int first) {
        for (int i = first; i < request.line.count(); i++) {
            if (request.keyTooLong(i)) {
                return i;
            }
        }
        return -1;
    }

    /** Writes values while there is room. */
    private boolean write() {
        Line line = request.line;
        while (word < line.count()) {
            if (request.out.full()) {
                if (!kept) {
                    line.keepFrom(word);
                    kept = true;
                }
                return false;
            }
            Item item = next();
            if (item != null) {
                value(item);
            }
        }
        request.out.put(Reply.END);
        request.connection.handOver();
        return true;
    }

    /** Reads the item of the next key. */
    private @Nullable Item next() {
        Key key = request.key(word++);
        Item item = touch ? getAndTouch(key) : get(key);
        if (request.settings.detailEnabled()) {
            request.state.prefixes().get(key.bytes(), key.offset(), key.length(), item != null);
        }
        return item;
    }

    private @Nullable Item get(Key key) {
        Item item = request.store.find(key);
        request.count(Counter.CMD_GET);
        if (item == null) {
            request.count(Counter.GET_MISSES);
        } else {
            request.count(Counter.GET_HITS, item);
            item.bump(request.store.now());
        }
        return item;
    }

    private @Nullable Item getAndTouch(Key key) {
        request.count(Counter.CMD_TOUCH);
        synchronized (request.store.lock(key)) {
            Item item = request.store.find(key);
            if (item == null) {
                request.count(Counter.TOUCH_MISSES);
            } else {
                request.count(Counter.TOUCH_HITS, item);
                item.bump(request.store.now());
                request.store.touch(item, expireAt);
            }
            return item;
        }
    }

    private void value(Item item) {
        Output out = request.out;
        Key key = item.key();
        byte[] value = item.value();
        out.put(VALUE)
                .put(key.bytes(), key.offset(), key.length())
                .put(' ')
                .number(Integer.toUnsignedLong(item.clientFlags()))
                .put(' ')
                .number(value.length);
        if (cas) {
            out.put(' ').number(item.cas());
        }
        out.crlf().value(value).crlf();
    }
}
