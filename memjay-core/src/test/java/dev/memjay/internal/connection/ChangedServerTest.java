package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.talk.TextGreeting;
import dev.memjay.internal.connection.talk.TextGreeting.Choice;
import dev.memjay.internal.wire.DeleteRequest;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.Status;
import dev.memjay.model.Verb;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An address that was found to speak meta, and leads to something else under the same version by and by. */
class ChangedServerTest {
    private static final Request DELETE = new DeleteRequest(Verb.DELETE, 0, false);
    private static final String QUESTION = "mg " + TextGreeting.NO_KEY + " s O1";

    private final ScriptedServer server = new ScriptedServer();
    private final Trial trial = Trial.greeting(server.node(), () -> new TextGreeting(Choice.BEST), Trial.settings());
    private Peer meta;

    @BeforeEach
    void greet() {
        meta = server.accept();
        version(meta);
        meta.expect(QUESTION);
        meta.say("EN O1\r\n");
        trial.connection();
    }

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    private static void version(Peer peer) {
        peer.expect("version");
        peer.say("VERSION 1.6.18\r\n");
    }

    /** The next connection, of which nothing but the version is asked. */
    private Peer believed() {
        Connection before = trial.connection();
        meta.close();
        Peer next = server.accept();
        version(next);
        Trial.await(() -> trial.connections.first().open() != null && trial.connection() != before);
        return next;
    }

    private void isFoundToBeClassic() {
        Peer asked = server.accept();
        version(asked);
        asked.expect(QUESTION);
        asked.say("ERROR\r\n");
        Peer classic = server.accept();
        version(classic);
        Trial.await(() -> "classic"
                .equals(Objects.requireNonNull(trial.connections.dialect()).name()));
        var call = background(() -> trial.get("a", LONG));
        classic.expect("get a");
        classic.say("VALUE a 0 1\r\n1\r\nEND\r\n");
        assertThat(result(call).value()).isEqualTo("1");
    }

    private static Trial.Outcome result(Trial.Background<Trial.Outcome> call) {
        try {
            return call.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aFirstCommandThatIsRefusedMakesTheNodeBeAskedAnew() {
        Peer changed = believed();
        var call = background(() -> trial.call(DELETE, "a", LONG));
        changed.next();
        changed.say("ERROR\r\n");
        assertThat(result(call).kind()).isEqualTo(Failure.Kind.LOST);
        assertThat(result(call).failure().written()).as("applied").isFalse();
        assertThat(result(call).failure().message()).contains("it is asked anew what it speaks");
        isFoundToBeClassic();
    }

    @Test
    void aFirstCommandThatIsRefusedInOtherWordsToo() {
        Peer changed = believed();
        var call = background(() -> trial.get("a", LONG));
        changed.next();
        changed.say("CLIENT_ERROR malformed request\r\n");
        assertThat(result(call).kind()).isEqualTo(Failure.Kind.LOST);
        isFoundToBeClassic();
    }

    @Test
    void aFirstStoreThatIsRefusedToo() {
        Peer changed = believed();
        var call = background(() -> trial.call(Trial.set(new byte[3]), "a", LONG));
        changed.next();
        changed.say("ERROR\r\nERROR\r\n");
        assertThat(result(call).failure().written()).as("applied").isFalse();
        isFoundToBeClassic();
    }

    @Test
    void aFirstCommandOverWhichTheConnectionIsClosedToo() {
        Peer changed = believed();
        var call = background(() -> trial.call(Trial.set(new byte[3]), "a", LONG));
        changed.next();
        changed.close();
        assertThat(result(call).failure().written()).as("may have been applied").isTrue();
        isFoundToBeClassic();
    }

    @Test
    void whatStoodBehindTheFirstMayHaveBeenApplied() {
        Peer changed = believed();
        var first = trial.start(DELETE, "a", LONG, outcome -> {});
        var second = trial.start(DELETE, "b", LONG, outcome -> {});
        changed.next();
        changed.next();
        changed.say("ERROR\r\nERROR\r\n");
        assertThat(first.future().join().failure().written()).isFalse();
        assertThat(second.future().join().failure().written()).isTrue();
        isFoundToBeClassic();
    }

    @Test
    void aServerThatEndsBetweenCallsIsNotDoubted() {
        Peer next = believed();
        next.close();
        version(server.accept());
        trial.connection();
    }

    @Test
    void whereMetaWasUnderstoodACommandThatIsNotKnownEndsNothing() {
        var call = background(() -> trial.call(DELETE, "a", LONG));
        var other = trial.start(ReadRequest.GET, "b", LONG, outcome -> {});
        String hit = null;
        for (int i = 0; i < 2; i++) {
            var asked = meta.next();
            if (asked.word(0).equals("md")) {
                meta.say(hit == null ? "ERROR\r\n" : hit + "ERROR\r\n");
            } else {
                hit = asked.hit("2");
                if (i == 1) {
                    meta.say(hit);
                }
            }
        }
        assertThat(result(call).failure()).isNull();
        assertThat(result(call).operation().status).isEqualTo(Status.UNSUPPORTED);
        assertThat(other.future().join().value()).isEqualTo("2");
        var again = trial.call(DELETE, "c", LONG);
        assertThat(again.kind()).isEqualTo(Failure.Kind.UNSUPPORTED);
        assertThat(again.failure().message()).contains("does not know the command md");
        assertThat(trial.losses).isEmpty();
    }
}
