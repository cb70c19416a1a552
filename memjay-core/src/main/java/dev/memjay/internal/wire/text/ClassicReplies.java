package dev.memjay.internal.wire.text;

import static dev.memjay.internal.wire.text.ErrorLine.ascii;

import dev.memjay.internal.wire.AnswerCount;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.Output;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.Reply;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.ValueBlock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both dialects say in classic words: reading many values at once, and commands of administration. */
final class ClassicReplies {
    static final byte[] END = ascii("END");
    static final byte[] VALUE = ascii("VALUE ");

    private static final byte[] GET = ascii("get");
    private static final byte[] GETS = ascii("gets");
    /** Lines that end the answer to a command of administration; {@code OK} is looked at apart. */
    private static final byte[][] LAST_LINES = {END, ascii("RESET"), ascii("EN"), ascii("MN")};
    /** How lines begin that are the only line of an answer. */
    private static final byte[][] REFUSALS = {
        ascii("BUSY"), ascii("BADCLASS"), ascii("NOTSTARTED"), ascii("UNSAFE"), ascii("VERSION ")
    };

    private static final byte[] OK = ascii("OK");
    /** The dumps of the crawler: newer servers begin them with {@code OK}. */
    private static final String DUMP = "lru_crawler m";

    private final ReplyLine line;
    private final ValueBlock block;
    private final int largestValue;
    private final NodeTraits traits;
    /** Whether values come in the order that the keys were asked in; a proxy may join them server by server. */
    private final boolean inOrder;

    /** Index of the key of the value that is being read, or of the first that was not answered. */
    private int index;

    /** Which keys were answered, where values come in any order; null before the first. */
    private boolean @Nullable [] answered;

    private int flags;
    private long cas;
    private int valuesSeen;

    /** The lines of the answer to a command of administration; null before the first, and when nobody wants them. */
    private @Nullable List<String> lines;

    private final AnswerCount count = new AnswerCount();

    /** Shares line and block with the decoder that it works for. */
    ClassicReplies(ReplyLine line, ValueBlock block, int largestValue, NodeTraits traits, boolean inOrder) {
        this.inOrder = inOrder;
        this.traits = traits;
        this.line = line;
        this.block = block;
        this.largestValue = largestValue;
    }

    static void encode(GetRun gets, Output out) {
        if (gets.keys().length == 0) {
            throw new IllegalStateException("a bulk get has no keys");
        }
        out.bytes(gets.withCas() ? GETS : GET);
        for (String key : gets.keys()) {
            out.put(' ');
            out.text(key);
        }
        out.put('\r');
        out.put('\n');
    }

    static void encode(TextCommand command, Output out) {
        out.text(command.line());
        out.put('\r');
        out.put('\n');
    }

    /** Reads on in the answer to a bulk get; returns whether it is complete. */
    boolean decode(Exchange exchange, GetRun gets, Input in) throws ProtocolViolation {
        BulkResult result = exchange.isWanted() ? gets.result() : null;
        if (result == null) {
            block.drop();
        }
        while (true) {
            if (block.isOpen()) {
                String text = result != null && result.takesText(flags) ? block.readText(in) : null;
                if (block.isOpen() && !block.read(in)) {
                    return false;
                }
                byte[] value = block.release();
                if (result != null && (text != null || value != null)) {
                    int row = gets.row(index);
                    result.found(row, value, flags, cas, (byte) 0, null);
                    result.text(row, text);
                    if (gets.withCas() && cas == 0) {
                        result.status(row, Status.NO_CAS);
                    }
                }
                index++;
            }
            int length = in.lineLength();
            if (length < 0) {
                return false;
            }
            line.begin(in, length);
            if (line.startsWith(VALUE)) {
                valueHeader(gets, result);
                in.skipLine(length);
            } else {
                last(exchange, gets, result);
                in.skipLine(length);
                index = 0;
                valuesSeen = 0;
                answered = null;
                return true;
            }
        }
    }

    private void valueHeader(GetRun gets, @Nullable BulkResult result) throws ProtocolViolation {
        line.goTo(VALUE.length);
        String[] keys = gets.keys();
        if (++valuesSeen > gets.asked()) {
            throw new ProtocolViolation("more values came than keys were asked: " + gets.asked());
        }
        if (keys.length > 0) {
            int found = find(keys, index);
            if (found == keys.length && !inOrder) {
                found = find(keys, 0);
            }
            if (found == keys.length) {
                throw new ProtocolViolation("a value came for a key that was not asked, or not in this place");
            }
            line.skip(keys[found].length());
            if (inOrder) {
                miss(gets, result, found);
            } else {
                answered(keys.length)[found] = true;
                index = found;
            }
        } else {
            line.skipWord();
        }
        openBlock(gets.withCas(), result != null);
    }

    /** The first key from here on that the line names and that was not answered; the number of keys if there is none. */
    private int find(String[] keys, int from) {
        int found = from;
        while (found < keys.length && (isAnswered(found) || !line.wordIs(keys[found]))) {
            found++;
        }
        return found;
    }

    private boolean isAnswered(int key) {
        return answered != null && answered[key];
    }

    private boolean[] answered(int count) {
        boolean[] all = answered;
        if (all == null) {
            all = new boolean[count];
            answered = all;
        }
        return all;
    }

    /** Reads a value's header behind the key: client flags, length, and the CAS number if it was asked; some servers have none. */
    void openBlock(boolean withCas, boolean keep) throws ProtocolViolation {
        line.nextWord();
        flags = line.unsigned32();
        line.nextWord();
        long length = line.unsigned();
        cas = 0;
        if (withCas && line.nextWord()) {
            cas = line.unsigned();
            traits.noteCas(cas != 0);
        }
        if (line.nextWord()) {
            throw new ProtocolViolation("a VALUE line has more words than it can have");
        }
        openBlock(length, keep);
    }

    /** Begins a block of the length that a reply line tells. */
    void openBlock(long length, boolean keep) throws ProtocolViolation {
        if (length < 0 || length > largestValue) {
            throw new ProtocolViolation("a value of " + Long.toUnsignedString(length)
                    + " bytes is announced; more than " + largestValue + " are taken for garbage");
        }
        if (keep) {
            block.open((int) length);
        } else {
            block.open((int) length, null);
        }
    }

    /** The client flags of the last value header. */
    int flags() {
        return flags;
    }

    /** The CAS number of the last value header, or 0 if it has none, as where the server has none. */
    long cas() {
        return cas;
    }

    private void last(Exchange exchange, GetRun gets, @Nullable BulkResult result) throws ProtocolViolation {
        String command = gets.withCas() ? "gets" : "get";
        if (line.is(END)) {
            index = inOrder ? index : 0;
            miss(gets, result, gets.keys().length);
            exchange.status = Status.HIT;
        } else if (ErrorLine.isServerError(line)) {
            exchange.status = Status.SERVER_ERROR;
            exchange.detail = ErrorLine.serverError(line);
        } else if (valuesSeen > 0) {
            throw ErrorLine.violation(line, command);
        } else {
            Reply refused = new Reply();
            ErrorLine.read(line, gets, command, traits, refused);
            exchange.status = refused.status;
            exchange.detail = refused.detail;
        }
    }

    private void miss(GetRun gets, @Nullable BulkResult result, int end) {
        while (index < end) {
            if (result != null && !isAnswered(index)) {
                result.status(gets.row(index), Status.MISS);
            }
            index++;
        }
    }

    /** Reads on in the answer to a command of administration; returns whether it is complete. */
    boolean decode(Exchange exchange, TextCommand command, Input in) throws ProtocolViolation {
        while (true) {
            int length = countedLine(command, in);
            if (length < 0) {
                return false;
            }
            line.begin(in, length);
            boolean last = isLast(command);
            keep(exchange.isWanted());
            in.skipLine(length);
            if (last) {
                count.end();
                exchange.status = Status.TEXT;
                exchange.detail = lines == null ? List.of() : lines;
                lines = null;
                return true;
            }
        }
    }

    /** Length of the first line, which is counted if it is there. */
    private int countedLine(TextCommand command, Input in) throws ProtocolViolation {
        count.of(command);
        int length;
        try {
            length = in.lineLength();
        } catch (ProtocolViolation tooLong) {
            throw count.endlessLine();
        }
        if (length >= 0) {
            count.bytes(in.lineSize(length));
            count.lineEnd();
        }
        return length;
    }

    private void keep(boolean wanted) {
        if (!wanted) {
            lines = null;
            return;
        }
        if (lines == null) {
            lines = new ArrayList<>();
        }
        lines.add(line.text());
    }

    private boolean isLast(TextCommand command) {
        if (command.ending() == TextCommand.Ending.LINE || ErrorLine.is(line)) {
            return true;
        }
        if (line.is(OK)) {
            return !command.line().startsWith(DUMP);
        }
        for (byte[] word : LAST_LINES) {
            if (line.is(word)) {
                return true;
            }
        }
        for (byte[] prefix : REFUSALS) {
            if (line.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
