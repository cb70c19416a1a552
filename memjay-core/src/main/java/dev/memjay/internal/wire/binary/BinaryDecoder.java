package dev.memjay.internal.wire.binary;

import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.CountRequest;
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
import dev.memjay.internal.wire.RunProgress;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.ValueBlock;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the replies to what {@link BinaryDialect} writes. */
final class BinaryDecoder implements Dialect.Decoder {
    private final ValueBlock block = new ValueBlock();
    private final BinaryPacket packet;
    private final NodeTraits traits;
    private final Reply reply = new Reply();
    private final RunProgress progress = new RunProgress();
    private final BinaryText text;

    /** Index of the command of a run whose reply is being read; in a bulk get also of the first without a reply. */
    private int item;

    private @Nullable String runError;

    BinaryDecoder(int largestValue, NodeTraits traits) {
        this.traits = traits;
        packet = new BinaryPacket(block, largestValue);
        text = new BinaryText(packet);
    }

    @Override
    public boolean decode(Exchange exchange, int opaque, Input in) throws ProtocolViolation {
        // Read once: the caller may leave at any moment and put the request's shape in its place.
        Request request = exchange.request;
        int number = opaque << BinaryDialect.INDEX_BITS;
        if (request instanceof GetRun gets) {
            return decodeGets(exchange, gets, number, in);
        }
        if (request instanceof QuietRun run) {
            return decodeRun(exchange, run, number, in);
        }
        if (request instanceof TextCommand command) {
            return text.decode(exchange, command, number, in);
        }
        return decodeOne(exchange, request, number, in);
    }

    @Override
    public int fill(ByteBuffer in) {
        return block.fill(in);
    }

    private boolean decodeOne(Exchange exchange, Request request, int number, Input in) throws ProtocolViolation {
        boolean wanted = exchange.isWanted();
        if (!packet.isBegun()) {
            if (!packet.begin(in)) {
                return false;
            }
            packet.check(BinaryOpcode.of(request, false), number, request);
            openRest(request, wanted);
        } else if (!wanted && request instanceof ReadRequest) {
            block.drop();
        }
        boolean takesText = request instanceof ReadRequest read && read.takesText(packet.flags());
        String asText = takesText && packet.status() == BinaryPacket.SUCCESS ? packet.finishText(in) : null;
        if (asText == null && !packet.finish(in)) {
            return false;
        }
        reply.clear();
        interpret(request, wanted);
        if (asText != null) {
            reply.detail = asText;
        }
        reply.moveTo(exchange);
        return true;
    }

    private boolean decodeRun(Exchange exchange, QuietRun run, int number, Input in) throws ProtocolViolation {
        BulkResult result = exchange.isWanted() ? run.result() : null;
        while (true) {
            if (!packet.isBegun()) {
                if (!packet.begin(in)) {
                    return false;
                }
                if (packet.opcode() == BinaryOpcode.NOOP) {
                    endOfRun(run, number, in);
                    progress.end(run, result, exchange);
                    conclude(exchange);
                    return true;
                }
                item = packet.opaque() - number;
                if (!progress.accepts(item, run)) {
                    throw BinaryPacket.foreign(run);
                }
                packet.check(BinaryOpcode.of(run.request(item), true), number | item, run);
                progress.answered(item, run, result);
                openRest(run.request(item), result != null);
            } else if (result == null && run.request(item) instanceof ReadRequest) {
                block.drop();
            }
            if (!packet.finish(in)) {
                return false;
            }
            reply.clear();
            interpret(run.request(item), result != null);
            if (runError == null && reply.detail instanceof String error) {
                runError = error;
            }
            if (result != null) {
                reply.moveTo(result, run.row(item));
            }
        }
    }

    private boolean decodeGets(Exchange exchange, GetRun gets, int number, Input in) throws ProtocolViolation {
        BulkResult result = exchange.isWanted() ? gets.result() : null;
        while (true) {
            if (!packet.isBegun()) {
                if (!packet.begin(in)) {
                    return false;
                }
                if (packet.opcode() == BinaryOpcode.NOOP) {
                    endOfRun(gets, number, in);
                    miss(gets, result, gets.keys().length);
                    exchange.status = Status.HIT;
                    conclude(exchange);
                    return true;
                }
                int found = packet.opaque() - number;
                boolean isShape = gets.keys().length == 0;
                if (found < item || found >= (isShape ? BinaryDialect.FENCE : gets.keys().length)) {
                    throw BinaryPacket.foreign(gets);
                }
                packet.check(BinaryOpcode.GET_QUIETLY, number | found, gets);
                miss(gets, result, found);
                item = found;
                openRest(ReadRequest.GET_ALL, result != null);
            } else if (result == null) {
                block.drop();
            }
            boolean takesText = result != null && result.takesText(packet.flags());
            String asText = takesText && packet.status() == BinaryPacket.SUCCESS ? packet.finishText(in) : null;
            if (asText == null && !packet.finish(in)) {
                return false;
            }
            reply.clear();
            interpret(gets.withCas() ? ReadRequest.GETS_ALL : ReadRequest.GET_ALL, result != null);
            if (runError == null && reply.detail instanceof String error) {
                runError = error;
            }
            if (result != null) {
                reply.moveTo(result, gets.row(item));
                result.text(gets.row(item), asText);
            }
            item++;
        }
    }

    private void miss(GetRun gets, @Nullable BulkResult result, int end) {
        for (int i = item; result != null && i < end; i++) {
            result.status(gets.row(i), Status.MISS);
        }
    }

    /** The fence came, which has no body. */
    private void endOfRun(Request run, int number, Input in) throws ProtocolViolation {
        packet.check(BinaryOpcode.NOOP, number | BinaryDialect.FENCE, run);
        if (packet.status() != BinaryPacket.SUCCESS || packet.restLength() != 0) {
            throw new ProtocolViolation("the fence behind a quiet run is refused");
        }
        packet.openRest(false);
        packet.finish(in);
    }

    /** Ready for the next. The text of the errors of a run stands beside it; which commands they are for is in their rows. */
    private void conclude(Exchange exchange) {
        item = 0;
        if (runError != null) {
            exchange.status = Status.SERVER_ERROR;
            exchange.detail = runError;
            runError = null;
        }
    }

    private void openRest(Request request, boolean wanted) throws ProtocolViolation {
        boolean succeeded = packet.status() == BinaryPacket.SUCCESS;
        boolean isCount = request instanceof CountRequest;
        boolean isValue = request instanceof ReadRequest read && hasValue(read);
        if (succeeded) {
            int extras = request instanceof ReadRequest && (isValue || packet.extrasLength() > 0) ? Integer.BYTES : 0;
            if (packet.extrasLength() != extras
                    || packet.keyLength() != 0
                    || (!isValue && packet.restLength() != (isCount ? Long.BYTES : 0))) {
                throw new ProtocolViolation(
                        "a reply to " + BinaryOpcode.nameOf(request) + " has parts of other lengths than it has to");
            }
        }
        packet.openRest(succeeded ? isCount || (wanted && isValue && wantsValue(request)) : wanted);
    }

    /** Whether a hit brings the value, asked for or not. */
    private static boolean hasValue(ReadRequest read) {
        return read.exptime() == Exptime.UNCHANGED || read.wants(ReadRequest.VALUE);
    }

    private static boolean wantsValue(Request request) {
        return request instanceof ReadRequest read && read.wants(ReadRequest.VALUE);
    }

    private void interpret(Request request, boolean wanted) {
        int status = packet.status();
        if (status == BinaryPacket.SUCCESS) {
            interpretSuccess(request, wanted);
            return;
        }
        if (request instanceof ReadRequest) {
            reply.status = status == BinaryPacket.NOT_FOUND ? Status.MISS : null;
        } else if (request instanceof StoreRequest store) {
            reply.status = refusedStore(store, status);
        } else if (request instanceof DeleteRequest) {
            reply.status = status == BinaryPacket.NOT_FOUND
                    ? Status.NOT_FOUND
                    : status == BinaryPacket.EXISTS ? Status.EXISTS : null;
        } else {
            reply.status = status == BinaryPacket.NOT_FOUND
                    ? Status.NOT_FOUND
                    : status == BinaryPacket.NOT_NUMERIC ? Status.NOT_NUMERIC : null;
        }
        if (reply.status == null) {
            reply.status = Status.SERVER_ERROR;
        }
        if (status == BinaryPacket.UNKNOWN_COMMAND) {
            String command = BinaryOpcode.nameOf(request);
            traits.noteUnknown(command);
            packet.release();
            reply.status = Status.UNSUPPORTED;
            reply.detail = NodeTraits.lacking(command);
        } else if (reply.status == Status.SERVER_ERROR || reply.status == Status.TOO_LARGE) {
            reply.detail = packet.text();
        } else {
            packet.release();
        }
    }

    private static @Nullable Status refusedStore(StoreRequest store, int status) {
        boolean compares = store.cas() != 0;
        return switch (status) {
            case BinaryPacket.NOT_FOUND -> compares ? Status.NOT_FOUND : Status.NOT_STORED;
            case BinaryPacket.EXISTS -> compares ? Status.EXISTS : Status.NOT_STORED;
            case BinaryPacket.NOT_STORED -> Status.NOT_STORED;
            case BinaryPacket.TOO_LARGE -> Status.TOO_LARGE;
            default -> null;
        };
    }

    private void interpretSuccess(Request request, boolean wanted) {
        byte[] rest = packet.release();
        if (request instanceof ReadRequest read) {
            boolean hasCas = packet.cas() != 0;
            if (read.wants(ReadRequest.VALUE)) {
                traits.noteCas(hasCas);
            }
            reply.status = read.needsCas() && !hasCas ? Status.NO_CAS : Status.HIT;
            reply.flags = packet.flags();
            reply.number = packet.cas();
            reply.value = wanted ? rest : null;
        } else if (request instanceof StoreRequest) {
            reply.status = Status.STORED;
        } else if (request instanceof DeleteRequest) {
            reply.status = Status.DELETED;
        } else {
            reply.status = Status.COUNTED;
            for (int i = 0; rest != null && i < rest.length; i++) {
                reply.number = reply.number << Byte.SIZE | rest[i] & 0xFF;
            }
        }
    }
}
