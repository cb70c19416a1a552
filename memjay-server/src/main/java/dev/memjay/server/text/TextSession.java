package dev.memjay.server.text;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Session;

/** The text protocols of one connection: finds lines and data blocks and hands them to the commands. */
public final class TextSession implements Session {
    /** A longer line must be a multiget. */
    private static final int MAX_LINE = 2048;
    /** So many blanks may precede the word of a long multiget. */
    private static final int MAX_LEADING_BLANKS = 100;

    private enum Phase {
        LINE,
        /** The answer to the last line is longer than the output, and goes on when that has been sent. */
        ANSWER,
        BLOCK,
        SWALLOW,
        IGNORE
    }

    private final ServerState state;
    private final Connection connection;
    private final Request request;
    private final Commands commands;
    private Phase phase = Phase.LINE;
    private int scanned;
    private long swallow;

    public TextSession(ServerState state, Connection connection) {
        this.state = state;
        this.connection = connection;
        this.request = new Request(state, connection);
        this.commands = new Commands(request);
    }

    @Override
    public int consume(byte[] input, int from, int to) {
        connection.doing("conn_parse_cmd");
        int at = from;
        while ((at < to || phase == Phase.ANSWER)
                && !connection.closing()
                && !connection.out().full()) {
            int next = step(input, at, to);
            if (next < 0) {
                break;
            }
            at = next;
        }
        if (phase == Phase.LINE && !connection.out().full()) {
            connection.endTurn();
        }
        connection.doing(phase == Phase.BLOCK ? "conn_nread" : "conn_read");
        return connection.closing() ? to : at;
    }

    /** Reads one piece and returns the index behind it, or -1 when more bytes are needed. */
    private int step(byte[] input, int from, int to) {
        return switch (phase) {
            case LINE -> line(input, from, to);
            case ANSWER -> {
                if (state.watchLog().active()) {
                    state.watchLog().serving(connection);
                }
                request.goOn();
                afterAnswer();
                yield from;
            }
            case BLOCK -> {
                int next = request.block.take(input, from, to);
                if (request.block.complete()) {
                    phase = Phase.LINE;
                    commands.blockComplete();
                }
                yield next;
            }
            case IGNORE -> to;
            case SWALLOW -> {
                int count = (int) Math.min(swallow, to - from);
                swallow -= count;
                if (swallow == 0) {
                    phase = Phase.LINE;
                }
                yield from + count;
            }
        };
    }

    private void afterAnswer() {
        if (request.answering()) {
            phase = Phase.ANSWER;
        } else {
            phase = Phase.LINE;
            request.forgetLine();
        }
    }

    private int line(byte[] input, int from, int to) {
        int end = from + scanned;
        while (end < to && input[end] != '\n') {
            end++;
        }
        if (end == to) {
            scanned = to - from;
            if (scanned > MAX_LINE && !multiget(input, from, to)) {
                connection.closeNow();
            } else if (scanned > state.requestMemory().maxLine()) {
                connection.outOfMemory();
            }
            return -1;
        }
        scanned = 0;
        int lineEnd = end > from && input[end - 1] == '\r' ? end - 1 : end;
        if (!connection.beginCommand(state)) {
            return to;
        }
        state.requests().add(connection.id(), input, from, lineEnd);
        if (state.watchLog().active()) {
            state.watchLog().serving(connection);
        }
        switch (commands.line(input, from, lineEnd)) {
            case NONE -> afterAnswer();
            case IGNORE -> phase = Phase.IGNORE;
            case BLOCK -> {
                phase = Phase.BLOCK;
                request.block.begin(commands.blockLength(), to - end - 1);
            }
            case SWALLOW -> {
                phase = Phase.SWALLOW;
                swallow = commands.blockLength() + 2L;
            }
        }
        return end + 1;
    }

    private static boolean multiget(byte[] input, int from, int to) {
        int at = from;
        while (at < to && input[at] == ' ') {
            at++;
        }
        return at - from <= MAX_LEADING_BLANKS
                && (startsWith(input, at, to, Commands.GET_BLANK) || startsWith(input, at, to, Commands.GETS_BLANK));
    }

    private static boolean startsWith(byte[] input, int from, int to, byte[] word) {
        if (to - from < word.length) {
            return false;
        }
        for (int i = 0; i < word.length; i++) {
            if (input[from + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int unfinished() {
        return request.block.held();
    }

    @Override
    public void closed() {
        state.watchLog().remove(connection);
    }
}
