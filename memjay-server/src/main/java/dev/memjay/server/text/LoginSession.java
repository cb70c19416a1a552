package dev.memjay.server.text;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Session;
import dev.memjay.server.protocol.ValueBuffer;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Numbers;
import java.nio.charset.StandardCharsets;

/** A connection that must log in by a {@code set} whose value is user and password, before it is a text session. */
public final class LoginSession implements Session {
    private static final int MAX_LINE = 2048;
    private static final int MAX_TOKEN = 16384;
    /** {@code set a} is the least that newer versions wait for. */
    private static final int MIN_LINE = 6;

    private static final byte[] UNAUTHENTICATED = Reply.line("CLIENT_ERROR unauthenticated");
    private static final byte[] BAD_END = Reply.line("CLIENT_ERROR bad command line termination");
    private static final byte[] BAD_TOKEN = Reply.line("CLIENT_ERROR bad authentication token format");
    private static final byte[] TOKEN_TOO_LONG = Reply.line("CLIENT_ERROR auth token too long");
    private static final byte[] FAILURE = Reply.line("CLIENT_ERROR authentication failure");

    private final ServerState state;
    private final Connection connection;
    private final TextSession text;
    private final Line line = new Line();
    private final Numbers numbers = new Numbers();
    private final ValueBuffer token = new ValueBuffer();
    private boolean readingToken;
    private boolean loggedIn;

    public LoginSession(ServerState state, Connection connection) {
        this.state = state;
        this.connection = connection;
        this.text = new TextSession(state, connection);
    }

    @Override
    public int consume(byte[] input, int from, int to) {
        int at = from;
        while (!loggedIn && at < to && !connection.closing()) {
            int next = readingToken ? token(input, at, to) : line(input, at, to);
            if (next < 0) {
                return connection.closing() ? to : at;
            }
            at = next;
        }
        return loggedIn ? text.consume(input, at, to) : at;
    }

    private int line(byte[] input, int from, int to) {
        int end = from;
        while (end < to && input[end] != '\n') {
            end++;
        }
        if (end == to) {
            if (to - from > MAX_LINE) {
                connection.closeAfterReplies();
            }
            return -1;
        }
        boolean strict = state.settings().dialect().strict();
        if (strict && end - from < MIN_LINE) {
            connection.closeAfterReplies();
            return end + 1;
        }
        line.read(input, from, end);
        if (line.count() < 5
                || !line.is(0, "set")
                || !numbers.readUnsigned32(input, line.start(4), line.end(4))
                || numbers.value > Integer.MAX_VALUE - 2) {
            connection.out().put(UNAUTHENTICATED);
        } else if (numbers.value > MAX_TOKEN) {
            connection.out().put(TOKEN_TOO_LONG);
            connection.closeAfterReplies();
        } else {
            token.begin((int) numbers.value + 2, to - end - 1);
            readingToken = true;
        }
        return end + 1;
    }

    private int token(byte[] input, int from, int to) {
        int next = token.take(input, from, to);
        if (token.complete()) {
            readingToken = false;
            connection.out().put(check(token.release()));
        }
        return next;
    }

    private byte[] check(byte[] bytes) {
        int length = bytes.length - 2;
        if (bytes[length] != '\r' || bytes[length + 1] != '\n') {
            return BAD_END;
        }
        line.read(bytes, 0, length);
        if (line.count() < 2) {
            return BAD_TOKEN;
        }
        state.counters().add(Counter.AUTH_CMDS);
        String user = utf8(0);
        if (!utf8(1).equals(state.settings().users().get(user))) {
            state.counters().add(Counter.AUTH_ERRORS);
            return FAILURE;
        }
        loggedIn = true;
        return Reply.STORED;
    }

    private String utf8(int word) {
        return new String(line.bytes(), line.start(word), line.length(word), StandardCharsets.UTF_8);
    }

    @Override
    public int unfinished() {
        return token.held() + text.unfinished();
    }

    @Override
    public void closed() {
        text.closed();
    }
}
