package dev.memjay.internal.wire.text;

import static dev.memjay.internal.wire.text.ErrorLine.ascii;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.NotUnderstood;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.RawMeta;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Reply;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.RunProgress;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.ValueBlock;
import dev.memjay.model.ItemInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads the replies to what {@link MetaDialect} writes. */
final class MetaDecoder implements Dialect.Decoder {
    private static final byte[] MN = ascii("MN");
    /** Digits of the largest number a counter can have. */
    private static final int MAX_DIGITS = 20;

    private final NodeTraits traits;
    private static final Set<String> RAW_CODES = Set.of("HD", "VA", "EN", "NF", "NS", "EX");

    private final ReplyLine line = new ReplyLine();
    private final MetaLine meta = new MetaLine();
    private final ValueBlock block = new ValueBlock();
    private final Reply reply = new Reply();
    private final ClassicReplies classic;
    private final byte[] digits = new byte[MAX_DIGITS];
    private final RunProgress progress = new RunProgress();
    /** Whether the server has answered a meta command as meta does, on this connection. */
    private volatile boolean understood;

    /** @param understood whether it has done so already */
    MetaDecoder(int largestValue, NodeTraits traits, boolean understood) {
        this.traits = traits;
        this.understood = understood;
        classic = new ClassicReplies(line, block, largestValue, traits, true);
    }

    @Override
    public boolean decode(Exchange exchange, int opaque, Input in) throws ProtocolViolation {
        // Read once: the caller may leave at any moment and put the request's shape in its place.
        Request request = exchange.request;
        if (request instanceof GetRun gets) {
            return classic.decode(exchange, gets, in);
        }
        if (request instanceof QuietRun run) {
            return decodeRun(exchange, run, opaque & Opaque.MASK, in);
        }
        if (request instanceof TextCommand command) {
            return classic.decode(exchange, command, in);
        }
        return decodeOne(exchange, request, opaque & Opaque.MASK, in);
    }

    @Override
    public int fill(ByteBuffer in) {
        return block.fill(in);
    }

    private boolean decodeOne(Exchange exchange, Request request, int opaque, Input in) throws ProtocolViolation {
        if (!block.isOpen()) {
            int length = in.lineLength();
            if (length < 0) {
                return false;
            }
            line.begin(in, length);
            reply.clear();
            if (!readMeta()) {
                refused(request, MetaDialect.commandOf(request));
            } else if ((meta.opaque != opaque || meta.index >= 0) && !isBareMiss(request)) {
                throw meta.wrongOpaque(MetaDialect.commandOf(request));
            } else {
                interpret(request, exchange.isWanted());
                noteUnderstood();
            }
            in.skipLine(length);
        } else if (request instanceof ReadRequest && !exchange.isWanted()) {
            block.drop();
        }
        if (block.isOpen() && request instanceof ReadRequest read && read.takesText(reply.flags)) {
            reply.detail = block.readText(in);
        }
        if (block.isOpen() && !block.read(in)) {
            return false;
        }
        finishBlock(request);
        reply.moveTo(exchange);
        return true;
    }

    private boolean decodeRun(Exchange exchange, QuietRun run, int opaque, Input in) throws ProtocolViolation {
        BulkResult result = exchange.isWanted() ? run.result() : null;
        if (result == null) {
            block.drop();
        }
        while (true) {
            if (!block.isOpen()) {
                int length = in.lineLength();
                if (length < 0) {
                    return false;
                }
                line.begin(in, length);
                if (line.is(MN)) {
                    in.skipLine(length);
                    noteUnderstood();
                    progress.end(run, result, exchange);
                    return true;
                }
                reply.clear();
                if (readMeta()) {
                    if (meta.opaque != opaque || !progress.accepts(meta.index, run)) {
                        throw meta.wrongOpaque(MetaDialect.commandOf(run));
                    }
                    progress.answered(meta.index, run, result);
                    interpret(run.request(meta.index), result != null);
                    noteUnderstood();
                } else {
                    // The commands of a run are of one kind, so any of them tells which errors are possible.
                    refused(run.size() == 0 ? run : run.request(0), MetaDialect.commandOf(run));
                    progress.failed(run, reply);
                }
                in.skipLine(length);
            }
            if (block.isOpen() && !block.read(in)) {
                return false;
            }
            if (reply.status != null && meta.index >= 0) {
                finishBlock(run.request(meta.index));
                if ((reply.marks & Exchange.WON) != 0) {
                    progress.won(meta.index, run, reply);
                }
                if (result != null) {
                    reply.moveTo(result, run.row(meta.index));
                }
            }
        }
    }

    @Override
    public boolean isUnderstood() {
        return understood;
    }

    private void noteUnderstood() {
        if (!understood) {
            understood = true;
        }
    }

    /**
     * Reads a line that is no answer proper. That a server does not know a meta command may mean two things: where it has
     * answered others on this connection, that it lacks this one; else that it speaks no meta, whatever was found out before.
     */
    private void refused(Request request, String command) throws ProtocolViolation {
        boolean isStore = request instanceof StoreRequest;
        if (request instanceof RawMeta) {
            ErrorLine.read(line, request, command, traits, reply);
            return;
        }
        if (ErrorLine.isUnknownCommand(line) && (!understood || isStore || command.equals("mg"))) {
            throw new NotUnderstood(ErrorLine.inWords(line, command), !understood);
        }
        if (!understood && ErrorLine.isRefusedCommand(line, request)) {
            throw new NotUnderstood(ErrorLine.inWords(line, command), !isStore); // its data may be what is refused
        }
        ErrorLine.read(line, request, command, traits, reply);
    }

    private boolean readMeta() throws ProtocolViolation {
        boolean isMeta = meta.read(line);
        if (traits.isDraft() && meta.code == MetaLine.OK) {
            meta.code = MetaLine.HD;
        }
        return isMeta;
    }

    /** A miss that cannot be told from another one: it is taken in order. */
    private boolean isBareMiss(Request request) {
        boolean isGet = request instanceof ReadRequest
                || request instanceof RawMeta raw && raw.command().equals("mg");
        return isGet && traits.bareMisses() && meta.code == MetaLine.EN && meta.isBare;
    }

    private void interpret(Request request, boolean wanted) throws ProtocolViolation {
        if (request instanceof RawMeta) {
            interpretRaw(wanted);
        } else if (request instanceof ReadRequest read) {
            interpretRead(read, wanted);
        } else if (request instanceof CountRequest) {
            interpretCount();
        } else {
            boolean store = request instanceof StoreRequest;
            reply.status = switch (meta.code) {
                case MetaLine.HD -> store ? Status.STORED : Status.DELETED;
                case MetaLine.EX -> Status.EXISTS;
                case MetaLine.NF -> Status.NOT_FOUND;
                case MetaLine.NS -> store ? Status.NOT_STORED : null;
                default -> null;
            };
        }
        if (reply.status == null) {
            throw meta.wrongCode(MetaDialect.commandOf(request), line);
        }
    }

    private void interpretRead(ReadRequest read, boolean wanted) throws ProtocolViolation {
        if (meta.code == MetaLine.EN) {
            reply.status = Status.MISS;
            return;
        }
        boolean withValue = read.wants(ReadRequest.VALUE);
        if (meta.code != (withValue ? MetaLine.VA : MetaLine.HD)) {
            return;
        }
        int required = required(read);
        if ((meta.seen & required) != required) {
            throw new ProtocolViolation("a reply to mg lacks flags that were asked for");
        }
        boolean isPlaceholder = meta.size == 0 && Exchange.isPlaceholder(meta.flags, meta.marks);
        boolean isKept = wanted && !isPlaceholder;
        reply.status = isPlaceholder ? Status.MISS : Status.HIT;
        if (read.wants(ReadRequest.CAS)) {
            traits.noteCas(meta.cas != 0);
            reply.status = meta.cas == 0 && read.needsCas() ? Status.NO_CAS : reply.status;
        }
        reply.flags = meta.flags;
        reply.number = meta.cas;
        reply.marks = meta.marks;
        if (isKept && read.wants(ReadRequest.INFO)) {
            reply.detail = info();
        }
        if (withValue) {
            classic.openBlock(meta.size, isKept);
        }
    }

    private static int required(ReadRequest read) {
        int flags = read.wants(ReadRequest.FLAGS) ? MetaLine.FLAGS : 0;
        flags |= read.wants(ReadRequest.CAS) ? MetaLine.CAS : 0;
        flags |= read.wants(ReadRequest.INFO) ? MetaLine.TTL | MetaLine.LAST_ACCESS | MetaLine.HIT_BEFORE : 0;
        return read.wants(ReadRequest.VALUE) ? flags : flags | MetaLine.SIZE;
    }

    private ItemInfo info() throws ProtocolViolation {
        if (meta.size < 0 || meta.size > Integer.MAX_VALUE) {
            throw new ProtocolViolation("a reply to mg tells an item size of " + Long.toUnsignedString(meta.size));
        }
        return new ItemInfo(
                (int) meta.size,
                meta.ttl < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(meta.ttl)),
                Duration.ofSeconds(meta.lastAccess),
                meta.hitBefore,
                meta.cas,
                meta.flags);
    }

    private void interpretRaw(boolean wanted) throws ProtocolViolation {
        String code = "" + (char) (meta.code >>> 8) + (char) (meta.code & 0xFF);
        if (!RAW_CODES.contains(code)) {
            return;
        }
        List<String> flags = new ArrayList<>();
        line.goTo(2);
        if (meta.code == MetaLine.VA) {
            line.nextWord();
            line.skipWord();
        }
        while (line.nextWord()) {
            String flag = new String(line.array(), line.position(), line.wordLength(), StandardCharsets.ISO_8859_1);
            if (flag.charAt(0) != 'O') {
                flags.add(flag);
            }
            line.skipWord();
        }
        reply.status = meta.code == MetaLine.EN ? Status.MISS : Status.HIT;
        reply.number = meta.cas;
        reply.marks = meta.marks;
        reply.detail = new RawMeta.Answer(code, flags);
        if (meta.code == MetaLine.VA) {
            classic.openBlock(meta.size, wanted);
        }
    }

    private void interpretCount() throws ProtocolViolation {
        if (meta.code == MetaLine.NF) {
            reply.status = Status.NOT_FOUND;
        } else if (meta.code == MetaLine.VA) {
            if (meta.size < 1 || meta.size > MAX_DIGITS) {
                throw new ProtocolViolation(
                        "a counter of " + Long.toUnsignedString(meta.size) + " digits is announced");
            }
            reply.status = Status.COUNTED;
            block.open((int) meta.size, digits);
        }
    }

    /** Puts a complete data block where it belongs, if the reply has one. */
    private void finishBlock(Request request) throws ProtocolViolation {
        if (meta.code != MetaLine.VA) {
            return;
        }
        byte[] bytes = block.release();
        if (reply.status == Status.COUNTED) {
            line.begin(digits, 0, (int) meta.size);
            reply.number = line.unsigned();
            if (!line.isAtEnd()) {
                throw new ProtocolViolation("the value of a counter is no number");
            }
        } else if (request instanceof ReadRequest || request instanceof RawMeta) {
            reply.value = bytes;
        }
    }
}
