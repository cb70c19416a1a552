package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.Tunables;
import dev.memjay.server.protocol.UriEncoding;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;

/** {@code lru_crawler}: lists what is stored; there is nothing to crawl for, since dead items go by themselves. */
final class CrawlerCommands {
    private static final int SLAB_CLASSES = 64;
    private static final int MAX_SLEEP_MICROS = 1_000_000;
    private static final byte[] NONE = {};
    private static final byte[] NOTHING = Reply.line("NOTSTARTED no items to crawl");
    private static final byte[] DISABLED = Reply.line("CLIENT_ERROR lru crawler disabled");
    private static final byte[] RUNS_ALREADY = Reply.line("ERROR failed to start lru crawler thread");
    private static final byte[] BAD_CLASS = Reply.line("BADCLASS invalid class id");

    private final Request request;

    CrawlerCommands(Request request) {
        this.request = request;
    }

    void run() {
        Line line = request.line;
        if (line.count() == 2 && line.is(1, "enable")) {
            // memcached starts a thread here, and has no use for a second one
            request.out.put(enabled() ? RUNS_ALREADY : Reply.OK);
            request.settings.tunables().set(Tunables.CRAWLER, true);
        } else if (line.count() == 2 && line.is(1, "disable")) {
            request.settings.tunables().set(Tunables.CRAWLER, false);
            request.out.put(Reply.OK);
        } else if (line.count() == 3) {
            withValue(line.text(1));
        } else {
            request.out.put(Reply.ERROR);
        }
    }

    private boolean enabled() {
        return request.settings.tunables().is(Tunables.CRAWLER);
    }

    private void withValue(String what) {
        switch (what) {
            case "crawl" -> crawl(request.line.text(2));
            case "metadump" -> dump(false);
            case "mgdump" -> {
                if (request.dialect.mgdump()) {
                    dump(true);
                } else {
                    request.out.put(Reply.ERROR);
                }
            }
            case "tocrawl" -> {
                if (request.unsigned32(2)) {
                    request.settings.tunables().set("lru_crawler_tocrawl", Long.toString(request.numbers.value));
                    request.out.put(Reply.OK);
                } else {
                    request.out.put(Reply.BAD_FORMAT);
                }
            }
            case "sleep" -> sleep();
            default -> request.out.put(Reply.ERROR);
        }
    }

    private void crawl(String classes) {
        if (!enabled()) {
            request.out.put(DISABLED);
        } else if (classes.equals("hash")) {
            request.out.put(Reply.line("ERROR an unknown error happened"));
        } else {
            request.out.put(refusal(classes, Reply.OK));
        }
    }

    private void sleep() {
        if (!request.unsigned32(2)) {
            request.out.put(Reply.BAD_FORMAT);
        } else if (request.numbers.value > MAX_SLEEP_MICROS) {
            request.out.put(Reply.line("CLIENT_ERROR sleep must be one second or less"));
        } else {
            request.settings.tunables().set("lru_crawler_sleep", Long.toString(request.numbers.value));
            request.out.put(Reply.OK);
        }
    }

    /** What is wrong with a list of classes, or the other line. */
    private byte[] refusal(String classes, byte[] otherwise) {
        if (classes.equals("all") || classes.equals("hash")) {
            return otherwise;
        }
        boolean any = false;
        for (String word : classes.split(",")) {
            if (word.isEmpty()) {
                continue;
            }
            any = true;
            byte[] text = word.getBytes(StandardCharsets.ISO_8859_1);
            if (!request.numbers.readUnsigned32(text, 0, text.length)
                    || request.numbers.value < 1
                    || request.numbers.value >= SLAB_CLASSES) {
                return BAD_CLASS;
            }
        }
        return any ? otherwise : NOTHING;
    }

    private void dump(boolean asCommands) {
        String name = asCommands ? "mgdump" : "metadump";
        byte[] refusal = refusal(request.line.text(2), NONE);
        if (!enabled()) {
            request.out.put(DISABLED);
        } else if (!request.settings.dumpEnabled()) {
            request.out.put(Reply.line("ERROR " + name + " not allowed"));
        } else if (request.connection.pipelined()) {
            request.out.put(Reply.line("ERROR cannot pipeline other commands before " + name));
        } else if (refusal.length > 0) {
            request.out.put(refusal);
        } else {
            if (request.dialect.strict()) {
                request.out.put(Reply.OK);
            }
            String classes = ',' + request.line.text(2) + ',';
            boolean all = classes.equals(",all,") || classes.equals(",hash,");
            Iterator<Item> items = request.store.items();
            request.answer(() -> {
                while (items.hasNext()) {
                    if (request.out.full()) {
                        return false;
                    }
                    Item item = items.next();
                    if (all || classes.contains("," + item.slabClass() + ",")) {
                        if (asCommands) {
                            asCommand(item);
                        } else {
                            describe(item);
                        }
                    }
                }
                request.out.put(asCommands ? Reply.EN : Reply.END);
                return true;
            });
        }
    }

    private void asCommand(Item item) {
        Key key = item.key();
        request.out.put("mg ");
        if (item.keyBinary()) {
            Base64Key.encode(key.bytes(), key.offset(), key.length(), request.out);
            request.out.put(" b");
        } else {
            request.out.put(key.bytes(), key.offset(), key.length());
        }
        request.out.crlf();
    }

    private void describe(Item item) {
        Output out = request.out.put("key=");
        UriEncoding.put(item.key(), out);
        out.put(" exp=");
        if (item.expireAt() == 0) {
            out.put("-1");
        } else {
            out.number(item.expireAt() / 1000);
        }
        out.put(" la=").number(item.lastAccess() / 1000);
        out.put(" cas=").number(item.cas());
        out.put(" fetch=").put(item.fetched() ? "yes" : "no");
        out.put(" cls=").number(item.slabClass());
        out.put(" size=").number(item.size());
        if (request.dialect.strict()) {
            out.put(" flags=").number(Integer.toUnsignedLong(item.clientFlags()));
        }
        out.put('\n');
    }
}
