package dev.memjay.server.text;

import dev.memjay.server.protocol.Connection;
import dev.memjay.server.protocol.Dialect;
import dev.memjay.server.protocol.Output;
import dev.memjay.server.protocol.ServerState;
import dev.memjay.server.protocol.Settings;
import dev.memjay.server.store.Counter;
import dev.memjay.server.store.Delta;
import dev.memjay.server.store.Item;
import dev.memjay.server.store.Key;
import dev.memjay.server.store.Numbers;
import dev.memjay.server.store.Store;
import dev.memjay.server.store.StoreRequest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The command that a connection is at, with the things that each command needs; used again for each line. */
final class Request {
    static final int MAX_KEY = 250;
    private static final byte[] NOREPLY = "noreply".getBytes(StandardCharsets.US_ASCII);

    final ServerState state;
    final Connection connection;
    final Store store;
    final Settings settings;
    final Dialect dialect;
    final Output out;
    final Line line = new Line();
    final Numbers numbers = new Numbers();
    final Key probe = Key.probe();
    final StoreRequest storing = new StoreRequest();
    final Delta delta = new Delta();
    final Block block = new Block();
    boolean noreply;
    private @Nullable Answer rest;
    private String text = "";

    Request(ServerState state, Connection connection) {
        this.state = state;
        this.connection = connection;
        this.store = state.store();
        this.settings = state.settings();
        this.dialect = settings.dialect();
        this.out = connection.out();
    }

    /** Begins an answer; what the output has no room for follows when it has been sent. */
    void answer(Answer answer) {
        rest = answer.write() ? null : answer;
    }

    /** Whether the answer to the present command has not been written to its end. */
    boolean answering() {
        return rest != null;
    }

    /** Writes more of the answer. */
    void goOn() {
        Answer answer = rest;
        if (answer != null) {
            answer(answer);
        }
    }

    /** Frees what a long line took. */
    void forgetLine() {
        if (line.forgetIfLong()) {
            probe.moveTo(line.bytes(), 0, 0);
        }
    }

    /** Sends a line unless the client asked for none. */
    void reply(byte[] text) {
        if (!noreply) {
            out.put(text);
        }
    }

    /** Refuses what only a client without checks of keys and lengths sends; a hardened server closes the connection. */
    void violated(byte[] error) {
        reply(error);
        violated();
    }

    void violated() {
        if (settings.hardened()) {
            state.control().violation(text);
            connection.closeAfterReplies();
        }
    }

    /** Remembers the line for the case that a hardened server has to complain. */
    void remember(byte[] input, int from, int to) {
        if (settings.hardened()) {
            text = new String(input, from, to - from, StandardCharsets.ISO_8859_1);
        }
    }

    void count(Counter counter) {
        state.counters().add(counter);
    }

    void count(Counter counter, Item item) {
        state.counters().add(counter, item);
    }

    /** Takes a last word {@code noreply} as the option. */
    void readNoreply() {
        noreply = line.is(line.count() - 1, NOREPLY);
    }

    boolean keyTooLong(int word) {
        return line.length(word) > MAX_KEY;
    }

    /** A key for lookups, valid until the next call. */
    Key key(int word) {
        return probe.moveTo(line.bytes(), line.start(word), line.length(word));
    }

    boolean signed32(int word) {
        return numbers.readSigned32(line.bytes(), line.start(word), line.end(word));
    }

    boolean unsigned32(int word) {
        return numbers.readUnsigned32(line.bytes(), line.start(word), line.end(word));
    }

    boolean unsigned64(int word) {
        return numbers.readUnsigned64(line.bytes(), line.start(word), line.end(word));
    }

    /** Whether there are enough words and, for 1.6.18, not too many; otherwise the error has been sent. */
    boolean words(int least, int most) {
        int count = line.count();
        if (count < least) {
            out.put(dialect.strict() ? Reply.BAD_FORMAT : Reply.ERROR);
            return false;
        }
        if (count > most && !dialect.strict()) {
            out.put(Reply.ERROR);
            return false;
        }
        return true;
    }
}
