package dev.memjay.internal.connection;

import dev.memjay.internal.connection.transport.UdpLink;
import dev.memjay.internal.connection.transport.UdpMessage;
import dev.memjay.internal.wire.DatagramDialect;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.Input;
import dev.memjay.internal.wire.ProtocolViolation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The reading side over UDP, where replies come in any order, twice, or not at all.
 *
 * <p>Each reply is a message with the number of its request, so it is given to that one and not to the oldest. A datagram
 * that no open request can have caused is ignored, and so is a message that is no possible reply to its request: unlike a
 * stream, what follows is not spoiled by it. A request whose reply was lost stays open until its caller gives it up.
 *
 * <p>Owned by the holder of the reader's role.
 */
final class DatagramInbox extends Inbox {
    private static final int NUMBER_MASK = (1 << DatagramDialect.NUMBER_BITS) - 1;
    private static final int ONE_PIECE = 64 * 1024;

    private final Connection connection;
    private final UdpLink link;
    private final InFlightRing ring;
    private final Dialect dialect;
    /** What stands in the ring for a request that was answered before an older one. */
    private final Operation answered = Operation.nothing();

    private final Map<Long, UdpMessage> incomplete = new HashMap<>();
    private Dialect.Decoder decoder;
    private Input input = new Input(ONE_PIECE);

    DatagramInbox(Connection connection, UdpLink link) {
        super(connection, connection.dialect().decoder());
        this.connection = connection;
        this.link = link;
        this.ring = connection.ring();
        this.dialect = connection.dialect();
        this.decoder = dialect.decoder();
    }

    @Override
    boolean turn(@Nullable Operation until) throws IOException {
        beginTurn();
        dropAnswered();
        ByteBuffer datagram = buffer();
        while (datagram != null && (until == null || until.isWanted())) {
            datagram.clear();
            int count = link.receive(datagram);
            if (count <= 0) {
                noteEmptied();
                return false;
            }
            noteRead(count);
            datagram.flip();
            if (UdpMessage.isFrame(datagram)) {
                take(datagram);
            }
            if (endTurnIfOver()) {
                return true;
            }
        }
        return false;
    }

    private void take(ByteBuffer datagram) {
        long head = ring.head();
        long number = head + ((UdpMessage.numberOf(datagram) - head) & NUMBER_MASK);
        Operation operation = number < ring.tail() ? ring.at(number) : null;
        if (operation == null || !operation.isWanted()) {
            return; // nobody asked, or it was answered or given up: a stray, a duplicate or a late one
        }
        UdpMessage message = incomplete.computeIfAbsent(number, n -> new UdpMessage());
        if (message.add(datagram)) {
            incomplete.remove(number);
            complete(operation, number, message.bytes());
        }
    }

    private void complete(Operation operation, long number, byte[] message) {
        if (isReply(operation, number, message)) {
            ring.replace(number, answered);
            dropAnswered();
            connection.settle(operation); // last: the caller may count what is in flight as soon as it knows
        } else {
            decoder = dialect.decoder(); // whatever it was in the middle of
            input = new Input(ONE_PIECE);
        }
    }

    private boolean isReply(Operation operation, long number, byte[] message) {
        boolean isComplete = false;
        try {
            for (int start = 0; start < message.length && !isComplete; start += ONE_PIECE) {
                input.append(ByteBuffer.wrap(message, start, Math.min(ONE_PIECE, message.length - start)));
                isComplete = decoder.decode(operation, (int) number, input);
            }
        } catch (ProtocolViolation impossible) {
            return false;
        }
        return isComplete && input.available() == 0;
    }

    /** What was answered or given up leaves the ring when all before it has. */
    private void dropAnswered() {
        for (Operation oldest = ring.oldest(); oldest != null && !oldest.isWanted(); oldest = ring.oldest()) {
            incomplete.remove(ring.head());
            ring.removeOldest();
        }
    }
}
