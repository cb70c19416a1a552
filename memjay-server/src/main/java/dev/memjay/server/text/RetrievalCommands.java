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

    RetrievalCommands(Request request) {
        this.request = request;
    }

    void run(Verb verb) {
        boolean touch = verb == Verb.GAT || verb == Verb.GATS;
        boolean cas = verb == Verb.GETS || verb == Verb.GATS;
        if (!request.words(touch && request.dialect.strict() ? 3 : 2, Integer.MAX_VALUE)) {
            return;
        }
        long expireAt = 0;
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
        for (int word = first; word < line.count(); word++) {
            if (request.keyTooLong(word)) {
                request.connection.dropPending();
                request.violated(Reply.BAD_FORMAT);
                return;
            }
            Key key = request.key(word);
            Item item = touch ? getAndTouch(key, expireAt) : get(key);
            if (request.settings.detailEnabled()) {
                request.state.prefixes().get(key.bytes(), key.offset(), key.length(), item != null);
            }
            if (item != null) {
                value(item, cas);
            }
        }
        request.out.put(Reply.END);
        request.connection.handOver();
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

    private @Nullable Item getAndTouch(Key key, long expireAt) {
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

    private void value(Item item, boolean cas) {
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
