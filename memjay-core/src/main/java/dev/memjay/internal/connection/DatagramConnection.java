package dev.memjay.internal.connection;

import dev.memjay.internal.connection.transport.UdpLink;
import dev.memjay.internal.wire.DatagramDialect;
import dev.memjay.internal.wire.Dialect;

/**
 * A connection over UDP, where a request or its reply may be lost, and replies come in any order: all that is different
 * about that is here and in {@link DatagramInbox}.
 *
 * <p>No reply is to be counted on, so nothing that was appended is left to whoever reads the next one; and what was posted
 * is over once it is sent.
 */
final class DatagramConnection extends Connection {
    /** Half of the numbers that tell datagrams apart, so that a late one is not taken for one to come. */
    private static final int MAX_IN_FLIGHT = 1 << (DatagramDialect.NUMBER_BITS - 1);

    DatagramConnection(
            UdpLink link, Dialect dialect, EventLoop loop, ConnectionSettings settings, Connection.Listener listener) {
        super(
                link,
                new DatagramDialect(dialect),
                loop,
                settings,
                Math.min(settings.maxInFlight(), MAX_IN_FLIGHT),
                new DatagramSides(link),
                listener);
        link.endTalk();
    }

    @Override
    void keepDeadline(Deferred operation) {
        if (operation.isPosted()) {
            operation.cancel(); // its place in the ring is kept until the next turn, so that its reply is nobody's
        } else {
            super.keepDeadline(operation);
        }
    }

    @Override
    boolean keepsOrder() {
        return false;
    }

    private record DatagramSides(UdpLink link) implements Sides {
        @Override
        public Inbox inbox(Connection connection) {
            return new DatagramInbox(connection, link);
        }

        @Override
        public Outbox outbox(Connection connection, long maxBytes) {
            return new Outbox(connection, maxBytes) {
                @Override
                boolean isClockedByReplies() {
                    return false;
                }
            };
        }
    }
}
