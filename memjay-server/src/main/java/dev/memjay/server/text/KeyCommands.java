package dev.memjay.server.text;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Delta;
import dev.memjay.server.store.Expiry;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;

/** {@code delete}, {@code touch}, {@code incr} and {@code decr}. */
final class KeyCommands {
    private static final byte[] ZERO = {'0'};

    private final Request request;

    KeyCommands(Request request) {
        this.request = request;
    }

    void delete() {
        int count = request.line.count();
        if (!request.words(2, 4)) {
            return;
        }
        if (request.dialect.strict()) {
            // memccapable and the older servers refuse many words; 1.6.45 deletes
            if (count > 4) {
                request.out.put(Reply.ERROR);
                return;
            }
            request.readNoreply();
        } else if (count > 2) {
            boolean zero = request.line.is(2, ZERO);
            request.readNoreply();
            boolean valid = count == 3 ? zero || request.noreply : zero && request.noreply;
            if (!valid) {
                request.reply(Reply.DELETE_USAGE);
                return;
            }
        }
        if (request.keyTooLong(1)) {
            request.violated(Reply.BAD_FORMAT);
            return;
        }
        Key key = request.key(1);
        if (request.settings.detailEnabled()) {
            request.state.prefixes().delete(key.bytes(), key.offset(), key.length());
        }
        synchronized (request.store.lock(key)) {
            Item item = request.store.find(key);
            if (item == null) {
                request.count(Counter.DELETE_MISSES);
                request.reply(Reply.NOT_FOUND);
            } else {
                request.count(Counter.DELETE_HITS, item);
                request.store.remove(item, "delete");
                request.reply(Reply.DELETED);
            }
        }
    }

    void touch() {
        if (!request.words(3, 4)) {
            return;
        }
        request.readNoreply();
        if (request.keyTooLong(1)) {
            request.violated(Reply.BAD_FORMAT);
            return;
        }
        if (!request.signed32(2)) {
            request.reply(Reply.BAD_EXPTIME);
            return;
        }
        long expireAt = Expiry.at((int) request.numbers.value, request.store.now());
        request.count(Counter.CMD_TOUCH);
        Key key = request.key(1);
        synchronized (request.store.lock(key)) {
            Item item = request.store.find(key);
            if (item == null) {
                request.count(Counter.TOUCH_MISSES);
                request.reply(Reply.NOT_FOUND);
            } else {
                request.count(Counter.TOUCH_HITS, item);
                item.bump(request.store.now());
                request.store.touch(item, expireAt);
                request.reply(Reply.TOUCHED);
            }
        }
    }

    void arithmetic(boolean increment) {
        if (!request.words(3, 4)) {
            return;
        }
        request.readNoreply();
        if (request.keyTooLong(1)) {
            request.violated(Reply.BAD_FORMAT);
            return;
        }
        if (!request.unsigned64(2)) {
            request.reply(Reply.BAD_DELTA);
            return;
        }
        Delta delta = request.delta;
        delta.set(increment, request.numbers.value);
        Key key = request.key(1);
        Delta.Outcome outcome;
        synchronized (request.store.lock(key)) {
            outcome = request.store.add(key, delta, request.numbers);
        }
        switch (outcome) {
            case DONE -> {
                if (!request.noreply) {
                    request.out.number(delta.value).crlf();
                }
            }
            case NON_NUMERIC -> request.reply(Reply.NON_NUMERIC);
            case NOT_FOUND, CAS_MISMATCH -> {
                request.count(increment ? Counter.INCR_MISSES : Counter.DECR_MISSES);
                request.reply(Reply.NOT_FOUND);
            }
        }
        delta.item = null;
    }
}
