package dev.memjay.server.protocol;

/** What the sessions know of the connection that they serve; owned by the event loop of that connection. */
public final class Connection {
    /** memcached hands replies to the socket after this many commands at the latest. */
    private static final int COMMANDS_PER_TURN = 20;

    private final long id;
    private final String peer;
    private final Output out;
    private final Wire wire;
    private int handedOver;
    private int commandsPending;
    private boolean closing;
    private boolean failed;
    private volatile long lastCommandMillis;
    private volatile String doing = "conn_read";

    /** A connection that begins at this time. */
    public Connection(long id, String peer, Output out, Wire wire, long nowMillis) {
        this(id, peer, out, wire);
        lastCommandMillis = nowMillis;
    }

    /** A connection of which nobody asks since when it is idle. */
    public Connection(long id, String peer, Output out, Wire wire) {
        this.id = id;
        this.peer = peer;
        this.out = out;
        this.wire = wire;
    }

    public long id() {
        return id;
    }

    /** The address of the other end, as {@code tcp:IP:PORT} or {@code unix:PATH}. */
    public String peer() {
        return peer;
    }

    public Output out() {
        return out;
    }

    public Wire wire() {
        return wire;
    }

    /** Notes that a command begins. */
    public void beginCommand(long nowMillis) {
        lastCommandMillis = nowMillis;
        if (++commandsPending > COMMANDS_PER_TURN) {
            handOver();
            commandsPending = 1;
        }
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
