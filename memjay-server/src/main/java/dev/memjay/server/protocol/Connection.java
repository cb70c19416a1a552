package dev.memjay.server.protocol;

import dev.memjay.server.store.Counter;
import java.nio.charset.StandardCharsets;

/** What the sessions know of the connection that they serve; owned by the event loop of that connection. */
public final class Connection {
    private static final byte[] OUT_OF_MEMORY =
            "SERVER_ERROR out of memory reading request\r\n".getBytes(StandardCharsets.US_ASCII);

    private final long id;
    private final String peer;
    private final String local;
    private final Output out;
    private final Wire wire;
    private int handedOver;
    private int commandsPending;
    private int commandsInTurn;
    private boolean closing;
    private boolean failed;
    private volatile long lastCommandMillis;
    private volatile String doing = "conn_read";

    /** A connection that begins at this time. */
    public Connection(long id, String peer, String local, Output out, Wire wire, long nowMillis) {
        this.id = id;
        this.peer = peer;
        this.local = local;
        this.out = out;
        this.wire = wire;
        lastCommandMillis = nowMillis;
    }

    /** A connection of which nobody asks since when it is idle. */
    public Connection(long id, String peer, Output out, Wire wire) {
        this(id, peer, peer, out, wire, 0);
    }

    public long id() {
        return id;
    }

    /** The address of the other end, as {@code tcp:IP:PORT}, {@code tcp6:[IP]:PORT} or {@code unix:PATH}. */
    public String peer() {
        return peer;
    }

    /** The address of this end, in the same form. */
    public String local() {
        return local;
    }

    public Output out() {
        return out;
    }

    public Wire wire() {
        return wire;
    }

    /**
     * Notes that a command begins. After a number of them memcached hands the replies over and turns to other connections.
     *
     * @return false if the reply has no room; the connection is to be closed then
     */
    public boolean beginCommand(ServerState state) {
        Settings settings = state.settings();
        lastCommandMillis = state.clock().nowMillis();
        if (++commandsInTurn > settings.requestsPerTurn()) {
            commandsInTurn = 1;
            state.counters().add(Counter.CONN_YIELDS);
        }
        if (++commandsPending > settings.requestsPerTurn()) {
            handOver();
            commandsPending = 1;
        }
        if (commandsPending > settings.replyLimit()) {
            state.counters().add(Counter.RESPONSE_OBJ_OOM);
            closeNow();
            return false;
        }
        return true;
    }

    /** Notes that what has arrived is done; memcached sends what it has then. */
    public void endTurn() {
        handOver();
        commandsInTurn = 0;
    }

    /** What the connection does, in memcached's words for {@code stats conns}. */
    public String doing() {
        return doing;
    }

    /** Notes what the connection does from now on. */
    public void doing(String state) {
        doing = state;
    }

    public long lastCommandMillis() {
        return lastCommandMillis;
    }

    /** Whether commands before the present one wait for their replies to be sent. */
    public boolean pipelined() {
        return commandsPending > 1;
    }

    /** Notes that memcached would send here; {@link #dropPending} does not reach behind this point. */
    public void handOver() {
        handedOver = out.length();
        commandsPending = 0;
    }

    /** The socket has taken all output. */
    public void written() {
        out.clear();
        handedOver = 0;
    }

    /** Closes because of the memory that what the client has sent of a request takes, in memcached's words. */
    public void outOfMemory() {
        failed = true;
        out.put(OUT_OF_MEMORY);
        closing = true;
    }

    /** Closes because the server failed in the middle of a request; what was not sent yet is lost. */
    public void abandon() {
        failed = true;
        closing = true;
        out.discard();
    }

    /** Takes back the replies that memcached would not have sent yet; it loses them in a few cases of error. */
    public void dropPending() {
        out.truncate(handedOver);
    }

    /** Sends what is there and closes. */
    public void closeAfterReplies() {
        closing = true;
    }

    /** Closes without another word, because of what the client sent. */
    public void closeNow() {
        failed = true;
        dropPending();
        closing = true;
    }

    /** Whether the connection was closed because of what the client sent. */
    public boolean failed() {
        return failed;
    }

    public boolean closing() {
        return closing;
    }
}
