package dev.memjay.server.text;

import dev.memjay.server.protocol.ServerStats;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import java.util.Iterator;

/** {@code stats} with its sub-commands. */
final class StatsCommand {
    private static final int SLAB_CLASSES = 64;
    private static final byte[] BAD_LINE = Reply.line("CLIENT_ERROR bad command line");
    private static final byte[] DUMP_OFF = Reply.line("CLIENT_ERROR stats cachedump not allowed");
    private static final byte[] BAD_CLASS = Reply.line("CLIENT_ERROR Illegal slab id");
    private static final byte[] DETAIL_USAGE = Reply.line("CLIENT_ERROR usage: stats detail on|off|dump");

    private final Request request;
    private final ServerStats stats;

    StatsCommand(Request request) {
        this.request = request;
        this.stats = new ServerStats(request.state);
    }

    void run() {
        String group = request.line.count() > 1 ? request.line.text(1) : "";
        switch (group) {
            case "reset" -> {
                request.state.counters().reset();
                request.state.prefixes().clear();
                request.out.put(Reply.RESET);
            }
            case "detail" -> detail();
            case "cachedump" -> cachedump();
            case "sizes_enable", "sizes_disable" -> {
                if (request.dialect.sizesSwitch()) {
                    // memcached puts no END behind it
                    stats.switchSizes(group.equals("sizes_enable"), this::line);
                } else {
                    request.out.put(Reply.ERROR);
                }
            }
            default -> request.out.put(stats.collect(group, this::line) ? Reply.END : Reply.ERROR);
        }
    }

    private void line(String name, String value) {
        request.out.put("STAT ").put(name).put(' ').put(value).crlf();
    }

    private void detail() {
        String mode = request.line.count() > 2 ? request.line.text(2) : "";
        switch (mode) {
            case "on", "off" -> {
                request.settings.detailEnabled(mode.equals("on"));
                request.out.put(Reply.OK);
            }
            case "dump" -> {
                request.state.prefixes().dump(request.out);
                request.out.put(Reply.END);
            }
            default -> request.out.put(DETAIL_USAGE);
        }
    }

    private void cachedump() {
        if (!request.settings.dumpEnabled()) {
            request.out.put(DUMP_OFF);
        } else if (request.line.count() < 4) {
            request.out.put(BAD_LINE);
        } else if (!request.unsigned32(2) || !request.unsigned32(3)) {
            request.out.put(Reply.BAD_FORMAT);
        } else {
            long limit = request.numbers.value;
            request.unsigned32(2);
            if (request.numbers.value >= SLAB_CLASSES) {
                request.out.put(BAD_CLASS);
            } else {
                dump(request.numbers.value, limit);
            }
        }
    }

    private void dump(long slabClass, long limit) {
        long[] left = {limit == 0 ? Long.MAX_VALUE : limit};
        Iterator<Item> items = request.store.items();
        request.answer(() -> {
            while (left[0] > 0 && items.hasNext()) {
                if (request.out.full()) {
                    return false;
                }
                Item item = items.next();
                if (item.slabClass() == slabClass) {
                    left[0]--;
                    describe(item);
                }
            }
            request.out.put(Reply.END);
            return true;
        });
    }

    private void describe(Item item) {
        Key key = item.key();
        request.out
                .put("ITEM ")
                .put(key.bytes(), key.offset(), key.length())
                .put(" [")
                .number(item.value().length)
                .put(" b; ")
                .number(item.expireAt() / 1000)
                .put(" s]")
                .crlf();
    }
}
