package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;

/** {@code me}. */
final class MetaDebug {
    private final Request request;
    private final byte[] decoded = new byte[Request.MAX_KEY];

    MetaDebug(Request request) {
        this.request = request;
    }

    void run() {
        Line line = request.line;
        if (line.count() < 2) {
            request.out.put(Reply.BAD_FORMAT);
            return;
        }
        if (request.keyTooLong(1)) {
            request.violated(Reply.BAD_FORMAT);
            return;
        }
        Key key = request.key(1);
        if (line.count() > 2 && line.is(2, "b")) {
            int length = Base64Key.decode(line.bytes(), line.start(1), line.end(1), decoded);
            if (length == 0) {
                request.out.put(Reply.BAD_FORMAT);
                return;
            }
            key = request.probe.moveTo(decoded, 0, length);
        }
        request.count(Counter.CMD_META);
        Item item = request.store.find(key);
        if (item == null) {
            request.out.put(Reply.EN);
        } else {
            describe(item);
        }
    }

    private void describe(Item item) {
        long now = request.store.now();
        Key key = item.key();
        Output out = request.out.put("ME ");
        if (item.keyBinary()) {
            Base64Key.encode(key.bytes(), key.offset(), key.length(), out);
        } else {
            out.put(key.bytes(), key.offset(), key.length());
        }
        long left = item.secondsLeft(now);
        boolean signed = left < 0 || request.dialect.debugExpirySign();
        out.put(" exp=" + (signed ? left : -left));
        out.put(" la=").number(Math.max(0, now - item.lastAccess()) / 1000);
        out.put(" cas=").number(item.cas());
        out.put(" fetch=").put(item.fetched() ? "yes" : "no");
        out.put(" cls=").number(item.slabClass());
        out.put(" size=").number(item.size()).crlf();
    }
}
