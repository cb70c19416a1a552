package dev.memjay.internal.connection;

import static dev.memjay.internal.connection.Trial.LONG;
import static dev.memjay.internal.connection.Trial.background;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial.Started;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.GetRun;
import dev.memjay.internal.wire.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Never another key's value: what is trusted, and what ends the connection. */
class RepliesTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Trial trial = Trial.of(server);

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    @Test
    void aloneReadsItsOwnReply() throws Exception {
        Peer peer = server.accept();
        var call = background(() -> trial.get("a", LONG));
        Asked asked = peer.next();
        assertThat(asked.line()).startsWith("mg a v f c O");
        peer.say(asked.hit("one"));
        assertThat(call.get().value()).isEqualTo("one");
    }

    @Test
    void repliesComeInAnyFragments() throws Exception {
        Peer peer = server.accept();
        List<Started> started = new ArrayList<>();
        StringBuilder replies = new StringBuilder();
        for (int i = 0; i < 7; i++) {
            started.add(trial.start("key" + i, LONG));
            replies.append(peer.next().hit("value" + i));
        }
        for (int i = 0; i < replies.length(); i++) {
            peer.say(replies.substring(i, i + 1));
        }
        for (int i = 0; i < 7; i++) {
            assertThat(started.get(i).get().value()).isEqualTo("value" + i);
        }
    }

    @Test
    void wrongOpaquePoisonsTheConnection() throws Exception {
        Peer peer = server.accept();
        var first = background(() -> trial.get("a", LONG));
        Asked a = peer.next();
        Started second = trial.start("b", LONG);
        Asked b = peer.next();
        peer.say(b.hit("of b") + a.hit("of a"));
        assertThat(first.get().kind()).isEqualTo(Failure.Kind.VIOLATION);
        assertThat(second.get().kind()).isEqualTo(Failure.Kind.VIOLATION);
        assertThat(first.get().failure().written()).isTrue();
        assertThat(first.get().failure().message()).contains("opaque");
        assertThat(peer.isEnded()).isTrue();
        assertANewConnectionServes();
    }

    @Test
    void replyToAnOlderRequestPoisons() throws Exception {
        Peer peer = server.accept();
        var first = background(() -> trial.get("a", LONG));
        String reply = peer.next().hit("of a");
        peer.say(reply);
        assertThat(first.get().value()).isEqualTo("of a");
        var second = background(() -> trial.get("b", LONG));
        peer.next();
        peer.say(reply);
        assertThat(second.get().kind()).isEqualTo(Failure.Kind.VIOLATION);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "VA 3 f0 c7\r\nabc\r\n",
                "VA 3 f0 c7 Oxxxx\r\nabc\r\n",
                "nonsense\r\n",
                "VA -1 f0 c7 OAAAA\r\n",
                "VA 3 f0 c7 OAAAA\r\nabcd\r\n",
                "MN\r\n",
                "END\r\n"
            })
    void whatIsNoReplyToAGetPoisons(String reply) throws Exception {
        Peer peer = server.accept();
        var call = background(() -> trial.get("a", LONG));
        peer.next();
        peer.say(reply);
        assertThat(call.get().kind()).isEqualTo(Failure.Kind.VIOLATION);
        assertThat(peer.isEnded()).isTrue();
    }

    @Test
    void clientErrorToAStorePoisons() throws Exception {
        Peer peer = server.accept();
        var call = background(() -> trial.call(Trial.set(new byte[3]), "a", LONG));
        peer.next();
        peer.say("CLIENT_ERROR bad data chunk\r\n");
        assertThat(call.get().kind()).isEqualTo(Failure.Kind.VIOLATION);
        assertThat(peer.isEnded()).isTrue();
    }

    @Test
    void serverErrorIsAnAnswer() throws Exception {
        Peer peer = server.accept();
        var call = background(() -> trial.get("a", LONG));
        peer.next();
        peer.say("SERVER_ERROR out of memory writing get response\r\n");
        assertThat(call.get().failure()).isNull();
        assertThat(call.get().operation().status).isEqualTo(Status.SERVER_ERROR);
        var next = background(() -> trial.get("b", LONG));
        peer.say(peer.next().hit("2"));
        assertThat(next.get().value()).isEqualTo("2");
    }

    @Test
    void classicReplyIsComparedByItsKey() throws Exception {
        Peer peer = server.accept();
        BulkResult result = BulkResult.forReads(2, false);
        GetRun request = new GetRun(new String[] {"a", "b"}, new int[] {0, 1}, false, result);
        var call = background(() -> trial.call(request, "a", LONG));
        assertThat(peer.next().line()).isEqualTo("get a b");
        peer.say("VALUE a 0 1\r\n1\r\nVALUE c 0 1\r\n2\r\nEND\r\n");
        assertThat(call.get().kind()).isEqualTo(Failure.Kind.VIOLATION);
    }

    @Test
    void bytesNobodyAskedForPoison() throws Exception {
        Peer peer = server.accept();
        var call = background(() -> trial.get("a", LONG));
        peer.say(peer.next().hit("1") + "VA 1 f0 c7 OAAAB\r\n2\r\n");
        assertThat(call.get().failure())
                .satisfiesAnyOf(
                        failure -> assertThat(failure).isNull(),
                        failure -> assertThat(failure.kind()).isEqualTo(Failure.Kind.VIOLATION));
        assertThat(peer.isEnded()).isTrue();
    }

    @Test
    void bytesOnAnIdleConnectionEndIt() {
        Peer peer = server.accept();
        trial.connection();
        peer.say("ERROR\r\n");
        assertThat(peer.isEnded()).isTrue();
    }

    @Test
    void replyLargerThanTheInputBuffer() throws Exception {
        Peer peer = server.accept();
        String big = "0123456789abcdef".repeat(100_000);
        var call = background(() -> trial.get("a", LONG));
        String first = peer.next().hit(big);
        Started other = trial.start("b", LONG);
        peer.say(first + peer.next().hit("small"));
        assertThat(call.get().value().equals(big)).isTrue();
        assertThat(other.get().value()).isEqualTo("small");
    }

    @Test
    void largeReplyToATombstoneIsSkipped() throws Exception {
        Peer peer = server.accept();
        Started left = trial.start("a", LONG);
        String big = peer.next().hit("x".repeat(1_000_000));
        peer.say(big.substring(0, 300_000));
        left.operation().cancel();
        var call = background(() -> trial.get("b", LONG));
        Asked asked = peer.next();
        peer.say(big.substring(300_000) + asked.hit("2"));
        assertThat(call.get().value()).isEqualTo("2");
        assertThat(left.operation().isWanted()).isFalse();
    }

    private void assertANewConnectionServes() throws Exception {
        Peer peer = server.accept();
        var call = background(() -> trial.get("c", LONG));
        peer.say(peer.next().hit("3"));
        assertThat(call.get().value()).isEqualTo("3");
    }
}
