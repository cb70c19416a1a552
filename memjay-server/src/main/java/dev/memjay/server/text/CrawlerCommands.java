package dev.memjay.server.text;

import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.UriEncoding;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;

/** {@code lru_crawler}, {@code slabs} and {@code lru}: what tools use to look inside. */
final class CrawlerCommands {
    private static final int SLAB_CLASSES = 64;
    private static final int MAX_SLEEP_MICROS = 1_000_000;
    private static final byte[] BAD_CLASS = Reply.line("BADCLASS invalid class id");

    private final Request request;

    CrawlerCommands(Request request) {
        this.request = request;
    }

    void run(Verb verb) {
        switch (verb) {
            case LRU_CRAWLER -> crawler();
            case SLABS -> slabs();
            default -> lru();
        }
    }

    private void crawler() {
        Line line = request.line;
        if (line.count() == 2 && (line.is(1, "enable") || line.is(1, "disable"))) {
            request.out.put(Reply.OK);
            return;
        }
        if (line.count() != 3) {
            request.out.put(Reply.ERROR);
            return;
        }
        switch (line.text(1)) {
            case "crawl" -> request.out.put(classesKnown(line.text(2)) ? Reply.OK : BAD_CLASS);
            case "metadump" -> dump(false);
            case "mgdump" -> {
                if (request.dialect.mgdump()) {
                    dump(true);
                } else {
                    request.out.put(Reply.ERROR);
                }
            }
            case "tocrawl" -> request.out.put(request.unsigned32(2) ? Reply.OK : Reply.BAD_FORMAT);
            case "sleep" -> sleep();
            default -> request.out.put(Reply.ERROR);
        }
    }

    private void sleep() {
        if (!request.unsigned32(2)) {
            request.out.put(Reply.BAD_FORMAT);
        } else if (request.numbers.value > MAX_SLEEP_MICROS) {
            request.out.put(Reply.line("CLIENT_ERROR sleep must be one second or less"));
        } else {
            request.out.put(Reply.OK);
        }
    }

    private boolean classesKnown(String classes) {
        if (classes.equals("all") || classes.equals("hash")) {
            return true;
        }
        for (String word : classes.split(",")) {
            byte[] text = word.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            if (!request.numbers.readUnsigned32(text, 0, text.length)
                    || request.numbers.value < 1
                    || request.numbers.value >= SLAB_CLASSES) {
                return false;
            }
        }
        return true;
    }

    private boolean holdsOnlyClass(String classes) {
        return classes.equals("all") || classes.equals("hash") || (',' + classes + ',').contains(",1,");
    }

    private void dump(boolean asCommands) {
        String name = asCommands ? "mgdump" : "metadump";
        if (!request.settings.dumpEnabled()) {
            request.out.put(Reply.line("ERROR " + name + " not allowed"));
        } else if (request.connection.pipelined()) {
            request.out.put(Reply.line("ERROR cannot pipeline other commands before " + name));
        } else if (!classesKnown(request.line.text(2))) {
            request.out.put(BAD_CLASS);
        } else {
            if (request.dialect.strict()) {
                request.out.put(Reply.OK);
            }
            if (holdsOnlyClass(request.line.text(2))) {
                request.store.forEach(asCommands ? this::asCommand : this::describe);
            }
            request.out.put(asCommands ? Reply.EN : Reply.END);
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
        out.put(" cls=1 size=").number(item.size());
        if (request.dialect.strict()) {
            out.put(" flags=").number(Integer.toUnsignedLong(item.clientFlags()));
        }
        out.put('\n');
    }

    private void slabs() {
        Line line = request.line;
        if (line.count() == 4 && line.is(1, "reassign")) {
            reassign();
        } else if (line.count() >= 3 && line.is(1, "automove")) {
            automove();
        } else {
            request.out.put(Reply.ERROR);
        }
    }

    private void reassign() {
        if (!request.signed32(2)) {
            request.out.put(Reply.BAD_FORMAT);
            return;
        }
        long source = request.numbers.value;
        if (!request.signed32(3)) {
            request.out.put(Reply.BAD_FORMAT);
        } else if (source == request.numbers.value) {
            request.out.put(Reply.line("SAME src and dst class are identical"));
        } else if (source < -1
                || source >= SLAB_CLASSES
                || request.numbers.value < 0
                || request.numbers.value >= SLAB_CLASSES) {
            request.out.put(Reply.line("BADCLASS invalid src or dst class id"));
        } else {
            request.out.put(Reply.OK);
        }
    }

    private void automove() {
        Line line = request.line;
        request.readNoreply();
        if (line.is(2, "ratio")) {
            request.reply(line.count() >= 4 && isFraction(line.text(3)) ? Reply.OK : Reply.ERROR);
        } else if (!request.unsigned32(2)) {
            request.reply(Reply.BAD_FORMAT);
        } else {
            request.reply(request.numbers.value <= 2 ? Reply.OK : Reply.ERROR);
        }
    }

    private void lru() {
        Line line = request.line;
        if (line.count() < 2) {
            request.out.put(Reply.ERROR);
            return;
        }
        request.readNoreply();
        boolean good = switch (line.text(1)) {
            case "tune" -> {
                if (line.count() < 6) {
                    yield false;
                }
                tune();
                yield true;
            }
            case "mode" -> line.count() >= 3 && (line.is(2, "flat") || line.is(2, "segmented"));
            case "temp_ttl" -> line.count() >= 3 && request.signed32(2);
            default -> false;
        };
        if (!line.is(1, "tune") || !good) {
            request.reply(good ? Reply.OK : Reply.ERROR);
        }
    }

    private void tune() {
        Line line = request.line;
        if (!request.unsigned32(2)
                || !request.unsigned32(3)
                || !isFraction(line.text(4))
                || !isFraction(line.text(5))) {
            request.reply(Reply.ERROR);
            return;
        }
        long warm = request.numbers.value;
        request.unsigned32(2);
        if (warm + request.numbers.value > 80) {
            request.reply(Reply.line("ERROR hot and warm pcts must not exceed 80"));
        } else if (Double.parseDouble(line.text(4)) <= 0 || Double.parseDouble(line.text(5)) <= 0) {
            request.reply(Reply.line("ERROR hot/warm age factors must be greater than 0"));
        } else {
            request.reply(Reply.OK);
        }
    }

    private static boolean isFraction(String text) {
        return text.matches("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)");
    }
}
