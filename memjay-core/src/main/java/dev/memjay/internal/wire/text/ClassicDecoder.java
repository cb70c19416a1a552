package dev.memjay.internal.wire.text;

import static dev.memjay.internal.wire.text.ErrorLine.ascii;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.Exptime;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.ProtocolViolation;
import dev.memjay.internal.wire.QuietRun;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Reply;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.ValueBlock;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the replies to what {@link ClassicDialect} writes. */
final class ClassicDecoder implements Dialect.Decoder {
    private static final byte[] TOUCHED = ascii("TOUCHED");
    private static final byte[] STORED = ascii("STORED");
    private static final byte[] NOT_STORED = ascii("NOT_STORED");
    private static final byte[] EXISTS = ascii("EXISTS");
    private static final byte[] NOT_FOUND = ascii("NOT_FOUND");
    private static final byte[] DELETED = ascii("DELETED");

    private final ReplyLine line = new ReplyLine();
    private final ValueBlock block = new ValueBlock();
    private final Reply reply = new Reply();
    private final ClassicReplies classic;
    private final NodeTraits traits;
    /** Index of the command of a run whose reply is being read. */
    private int item;
    /** The block is being read, or was, of a value whose {@code END} has not come. */
    private boolean isFound;

    ClassicDecoder(int largestValue, NodeTraits traits) {
        this.traits = traits;
        classic = new ClassicReplies(line, block, largestValue, traits, traits.reachesServer());
    }

    @Override
    public boolean decode(Exchange exchange, int opaque, Input in) throws ProtocolViolation {
        // Read once: the caller may leave at any moment and put the request's shape in its place.
        Request request = exchange.request;
        if (request instanceof GetRun gets) {
            return classic.decode(exchange, gets, in);
        }
        if (request instanceof TextCommand command) {
            return classic.decode(exchange, command, in);
        }
        boolean wanted = exchange.isWanted();
        if (request instanceof QuietRun run) {
            return decodeRun(exchange, run, wanted, in);
        }
        if (!decodeOne(request, exchange.key, wanted, in)) {
            return false;
        }
        reply.moveTo(exchange);
        return true;
    }

    @Override
    public int fill(ByteBuffer in) {
        return block.fill(in);
    }

    private boolean decodeRun(Exchange exchange, QuietRun run, boolean wanted, Input in) throws ProtocolViolation {
        BulkResult result = wanted ? run.result() : null;
        while (item < run.size()) {
            if (!decodeOne(run.request(item), run.key(item), result != null, in)) {
                return false;
            }
            if (result != null) {
                reply.moveTo(result, run.row(item));
            }
            item++;
        }
        item = 0;
        exchange.status = Status.HIT;
        return true;
    }

    private boolean decodeOne(Request request, @Nullable String key, boolean wanted, Input in)
            throws ProtocolViolation {
        if (request instanceof ReadRequest read
                && (read.exptime() == Exptime.UNCHANGED || read.wants(ReadRequest.VALUE))) {
            return decodeValue(read, key, wanted && read.wants(ReadRequest.VALUE), in);
        }
        int length = in.lineLength();
        if (length < 0) {
            return false;
        }
        line.begin(in, length);
        reply.clear();
        interpret(request);
        in.skipLine(length);
        return true;
    }

    private boolean decodeValue(ReadRequest read, @Nullable String key, boolean wanted, Input in)
            throws ProtocolViolation {
        if (!wanted) {
            block.drop();
            reply.value = null;
            reply.detail = null;
        }
        while (true) {
            if (block.isOpen()) {
                reply.detail = read.takesText(reply.flags) ? block.readText(in) : null;
                if (block.isOpen() && !block.read(in)) {
                    return false;
                }
                reply.value = block.release();
            }
            int length = in.lineLength();
            if (length < 0) {
                return false;
            }
            line.begin(in, length);
            boolean isHeader = !isFound && line.startsWith(ClassicReplies.VALUE);
            if (isHeader) {
                valueHeader(read, key, wanted);
            } else {
                end(read);
            }
            in.skipLine(length);
            if (!isHeader) {
                return true;
            }
        }
    }

    private void valueHeader(ReadRequest read, @Nullable String key, boolean wanted) throws ProtocolViolation {
        line.goTo(ClassicReplies.VALUE.length);
        if (key == null) {
            line.skipWord();
        } else if (line.wordIs(key)) {
            line.skip(key.length());
        } else {
            throw new ProtocolViolation("a value came for another key than the one that was asked");
        }
        classic.openBlock(ClassicDialect.mayAnswerCas(read), wanted);
        reply.clear();
        reply.status = read.needsCas() && classic.cas() == 0 ? Status.NO_CAS : Status.HIT;
        reply.flags = classic.flags();
        reply.number = classic.cas();
        isFound = true;
    }

    private void end(ReadRequest read) throws ProtocolViolation {
        if (!line.is(ClassicReplies.END)) {
            refused(read);
        } else if (!isFound) {
            reply.clear();
            reply.status = Status.MISS;
        }
        isFound = false;
    }

    private void refused(ReadRequest read) throws ProtocolViolation {
        String command = ClassicDialect.commandOf(read);
        if (isFound && !ErrorLine.isServerError(line)) {
            throw ErrorLine.violation(line, command); // a value came, so that the command was understood
        }
        reply.clear();
        ErrorLine.read(line, read, command, traits, reply);
    }

    private void interpret(Request request) throws ProtocolViolation {
        if (request instanceof ReadRequest) {
            boolean isMiss = line.is(NOT_FOUND) || line.is(NOT_STORED); // the second is Infinispan's word for it
            reply.status = line.is(TOUCHED) ? Status.HIT : isMiss ? Status.MISS : null;
        } else if (request instanceof StoreRequest store) {
            reply.status = line.is(STORED) ? Status.STORED : line.is(NOT_STORED) ? Status.NOT_STORED : null;
            if (reply.status == null && (line.is(EXISTS) || line.is(NOT_FOUND))) {
                reply.status = refusedStore(store, line.is(EXISTS));
            }
        } else if (request instanceof DeleteRequest) {
            reply.status = line.is(DELETED) ? Status.DELETED : line.is(NOT_FOUND) ? Status.NOT_FOUND : null;
        } else if (line.is(NOT_FOUND)) {
            reply.status = Status.NOT_FOUND;
        } else if (line.startsWithDigit()) {
            reply.number = line.unsigned();
            if (line.nextWord()) {
                throw new ProtocolViolation("a counter is followed by something else");
            }
            reply.status = Status.COUNTED;
        }
        if (reply.status == null) {
            ErrorLine.read(line, request, ClassicDialect.commandOf(request), traits, reply);
        }
    }

    /** Without a CAS number these two words are those of other servers, for what memcached says {@code NOT_STORED} to. */
    private static @Nullable Status refusedStore(StoreRequest store, boolean exists) {
        if (store.cas() != 0) {
            return exists ? Status.EXISTS : Status.NOT_FOUND;
        }
        boolean wantsNone = store.mode() == StoreRequest.Mode.ADD;
        return store.mode() != StoreRequest.Mode.SET && wantsNone == exists ? Status.NOT_STORED : null;
    }
}
