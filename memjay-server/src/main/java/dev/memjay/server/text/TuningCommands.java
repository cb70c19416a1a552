package dev.memjay.server.text;

import dev.memjay.server.protocol.Tunables;
import dev.memjay.server.store.SlabClasses;
import java.util.Locale;

/** {@code slabs}, {@code lru} and {@code extstore}: settings of parts that are not here, checked and remembered. */
final class TuningCommands {
    private static final int SLAB_CLASSES = 64;
    private static final int MAX_PERCENT = 80;

    private final Request request;

    TuningCommands(Request request) {
        this.request = request;
    }

    private Tunables tunables() {
        return request.settings.tunables();
    }

    void slabs() {
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
        } else if (source < 0
                || source > SlabClasses.MAX
                || request.numbers.value < 0
                || request.numbers.value > SlabClasses.MAX) {
            request.out.put(Reply.line("BADCLASS invalid src or dst class id"));
        } else {
            request.out.put(Reply.line("NOSPARE source class has no spare pages"));
        }
    }

    private void automove() {
        Line line = request.line;
        request.readNoreply();
        if (line.is(2, "ratio")) {
            boolean good = line.count() >= 4 && isFraction(line.text(3));
            if (good) {
                setFraction("slab_automove_ratio", line.text(3));
            }
            request.reply(good ? Reply.OK : Reply.ERROR);
        } else if (!request.unsigned32(2)) {
            request.reply(Reply.BAD_FORMAT);
        } else if (request.numbers.value > 2) {
            request.reply(Reply.ERROR);
        } else {
            tunables().set("slab_automove", Long.toString(request.numbers.value));
            request.reply(Reply.OK);
        }
    }

    void lru() {
        Line line = request.line;
        if (!request.words(2, Integer.MAX_VALUE)) {
            return;
        }
        request.readNoreply();
        if (line.is(1, "tune") && line.count() >= 6) {
            tune();
            return;
        }
        boolean segments = tunables().is(Tunables.MAINTAINER) && line.count() >= 3;
        if (segments && line.is(1, "mode") && (line.is(2, "flat") || line.is(2, "segmented"))) {
            tunables().set("lru_segmented", line.is(2, "segmented"));
            request.reply(Reply.OK);
        } else if (segments && line.is(1, "temp_ttl") && request.signed32(2)) {
            boolean on = request.numbers.value >= 0;
            tunables().set("temp_lru", on);
            if (on) {
                tunables().set("temporary_ttl", Long.toString(request.numbers.value));
            }
            request.reply(Reply.OK);
        } else {
            request.reply(Reply.ERROR);
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
        long hot = request.numbers.value;
        // memcached adds them as 32 bits
        if ((warm + hot & 0xFFFFFFFFL) > MAX_PERCENT) {
            request.reply(Reply.line("ERROR hot and warm pcts must not exceed 80"));
        } else if (fraction(line.text(4)) <= 0 || fraction(line.text(5)) <= 0) {
            request.reply(Reply.line("ERROR hot/warm age factors must be greater than 0"));
        } else {
            tunables().set("hot_lru_pct", Integer.toString((int) hot));
            tunables().set("warm_lru_pct", Integer.toString((int) warm));
            setFraction("hot_max_factor", line.text(4));
            setFraction("warm_max_factor", line.text(5));
            request.reply(Reply.OK);
        }
    }

    void extstore() {
        Line line = request.line;
        if (!request.words(2, Integer.MAX_VALUE)) {
            return;
        }
        request.readNoreply();
        request.reply(line.count() >= 3 && storage(line.text(1)) ? Reply.OK : Reply.ERROR);
    }

    /** Takes a setting of the external storage; false when there is none of that name or the value is bad. */
    private boolean storage(String name) {
        Line line = request.line;
        switch (name) {
            case "free_memchunks" -> {
                return line.count() >= 4
                        && request.unsigned32(3)
                        && request.unsigned32(2)
                        && request.numbers.value < SLAB_CLASSES;
            }
            case "max_frag" -> {
                boolean good = isFraction(line.text(2));
                setFraction("ext_max_frag", good ? line.text(2) : "0");
                return good;
            }
            case "drop_unread" -> {
                if (!request.unsigned32(2)) {
                    return false;
                }
                tunables().set("ext_drop_unread", request.numbers.value != 0);
            }
            case "item_size", "item_age", "low_ttl", "recache_rate", "compact_under", "drop_under", "max_sleep" -> {
                // what is no number has become 0 by the time memcached sees it
                boolean good = request.unsigned32(2);
                tunables().set("ext_" + name, good ? Long.toString(request.numbers.value) : "0");
                return good;
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void setFraction(String name, String text) {
        tunables().set(name, String.format(Locale.ROOT, "%.2f", fraction(text)));
    }

    private static double fraction(String text) {
        return Double.parseDouble(text.strip().replaceFirst("\\s.*", ""));
    }

    /** What C reads as a number with a point; white space may follow, and then anything. */
    private static boolean isFraction(String text) {
        return text.matches("(?s)\\s*[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?(\\s.*)?");
    }
}
