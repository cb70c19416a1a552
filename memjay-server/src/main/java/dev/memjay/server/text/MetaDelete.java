package dev.memjay.server.text;

import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;

/** {@code md}. */
final class MetaDelete {
    private static final byte[] TOO_MANY = Reply.line("CLIENT_ERROR options flags too long");
    private static final byte[] TOO_MANY_STRICT = Reply.line("CLIENT_ERROR options flags are too long");
    private static final byte[] NOTHING = new byte[0];

    private final Request request;
    private final MetaFlags flags;

    MetaDelete(Request request, MetaFlags flags) {
        this.request = request;
        this.flags = flags;
    }

    void run() {
        if (!request.words(2, Integer.MAX_VALUE)) {
            return;
        }
        boolean strict = request.dialect.strict();
        if (flags.refused(2) || request.keyTooLong(1)) {
            request.violated(Reply.BAD_FORMAT);
            return;
        }
        if (flags.tooMany()) {
            request.out.put(strict ? TOO_MANY_STRICT : TOO_MANY);
            return;
        }
        byte[] error = flags.read(2);
        if (error != null) {
            request.out.put(strict ? error : MetaFlags.INVALID_OR_DUPLICATE);
            return;
        }
        int start = request.out.length();
        request.out.put('?').put('?');
        if (!flags.putOpaqueAndKey()) {
            request.out.truncate(start);
            request.out.put(MetaFlags.OPAQUE_TOO_LONG);
            return;
        }
        request.out.crlf();
        String code = delete();
        if (flags.has('q') && code.equals("HD")) {
            request.out.truncate(start);
        } else {
            request.out.replace(start, code.charAt(0), code.charAt(1));
        }
    }

    private String delete() {
        Key key = flags.key();
        synchronized (request.store.lock(key)) {
            Item item = request.store.find(key);
            if (item == null) {
                request.count(Counter.DELETE_MISSES);
                return "NF";
            }
            if (flags.has('C') && item.cas() != flags.compareCas) {
                request.count(Counter.DELETE_MISSES);
                return "EX";
            }
            if (flags.has('I') || flags.has('x')) {
                weaken(item);
            } else {
                request.count(Counter.DELETE_HITS, item);
                request.store.remove(item, "md");
            }
            return "HD";
        }
    }

    /** Marks the item stale, empties it, or both. */
    private void weaken(Item item) {
        boolean empty = flags.has('x');
        byte[] value = empty ? NOTHING : item.value();
        int clientFlags = empty ? 0 : item.clientFlags();
        Item changed = request.store.change(item, value, clientFlags, flags.has('E'), flags.newCas);
        if (flags.has('I')) {
            changed.stale(true);
            changed.tokenSent(false);
        }
        if (flags.has('T')) {
            request.store.touch(changed, flags.expireAt);
        } else if (empty && !flags.has('I')) {
            request.store.touch(changed, 0);
        }
    }
}
