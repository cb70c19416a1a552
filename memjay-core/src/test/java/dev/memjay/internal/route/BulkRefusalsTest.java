package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.LONG;
import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.error.ServerErrorException;
import dev.memjay.error.ValueTooLargeException;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.wire.BulkResult;
import dev.memjay.internal.wire.NodeTraits;
import dev.memjay.internal.wire.Request;
import dev.memjay.internal.wire.ServerVersion;
import dev.memjay.internal.wire.Status;
import dev.memjay.internal.wire.StoreRequest;
import dev.memjay.internal.wire.text.MetaDialect;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Verb;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that refuses some stores of a run says how many, not which: that is found out, or said to be unknown. */
class BulkRefusalsTest {
    private static final String NO_MEMORY = "SERVER_ERROR out of memory storing object\r\n";
    private static final String UNKNOWN =
            "the server answered out of memory storing object to 1 of 3 items, and does not say to which";

    private final ScriptedServer zero = new ScriptedServer();
    private final ScriptedServer one = new ScriptedServer();
    private final Routed routed = Routed.over(zero, one);
    private final Peer peer = Routed.accept(zero);
    private final Peer peerOne = Routed.accept(one);

    @AfterEach
    void close() {
        routed.close();
        zero.close();
        one.close();
    }

    /** How the caller waits, and so which of the ways through a bulk call it takes. */
    private enum Caller {
        BLOCKING,
        ON_TWO_NODES,
        ASYNCHRONOUS
    }

    private CompletableFuture<BulkOutcome> sent(BulkCall call, Caller caller, long timeout) {
        return caller == Caller.ASYNCHRONOUS
                ? routed.router.startAll(call, timeout, done -> done)
                : background(() -> routed.router.callAll(call, timeout));
    }

    private BulkCall setAll(Caller caller) {
        return caller == Caller.ON_TWO_NODES
                ? Routed.setAll(10, "0a", "0b", "0c", "1a")
                : Routed.setAll(10, "0a", "0b", "0c");
    }

    /** The node has read the stores of three items, and of one more on the other node. */
    private void readStores(Caller caller) throws Exception {
        for (String key : new String[] {"0a", "0b", "0c"}) {
            assertThat(peer.next().line()).startsWith("ms " + key);
        }
        assertThat(peer.next().line()).isEqualTo("mn");
        if (caller == Caller.ON_TWO_NODES) {
            peerOne.say(peerOne.next().stored());
        }
    }

    private Asked[] readLooks() throws Exception {
        Asked[] looks = {peer.next(), peer.next(), peer.next()};
        assertThat(Arrays.stream(looks).map(look -> look.line().replaceFirst(" O.*", "")))
                .containsExactly("mg 0a s t l h f c u q", "mg 0b s t l h f c u q", "mg 0c s t l h f c u q");
        assertThat(peer.next().line()).isEqualTo("mn");
        return looks;
    }

    private static String there(Asked look, int size, int flags) {
        return "HD s" + size + " t-1 l0 h0 f" + flags + " c7 " + look.opaque() + "\r\n";
    }

    @ParameterizedTest
    @EnumSource
    void whatIsMissingWasRefused(Caller caller) throws Exception {
        BulkCall call = setAll(caller);
        CompletableFuture<BulkOutcome> outcome = sent(call, caller, LONG);
        readStores(caller);
        peer.say(NO_MEMORY + "MN\r\n");
        Asked[] looks = readLooks();
        peer.say(there(looks[0], 10, 0) + there(looks[2], 10, 0) + "MN\r\n");
        assertThat(end(outcome).error(0)).isNull();
        assertThat(call.result().status(0)).isEqualTo(Status.STORED);
        assertThat(end(outcome).error(2)).isNull();
        assertThat(call.result().status(2)).isEqualTo(Status.STORED);
        assertThat(end(outcome).error(1))
                .isInstanceOf(ServerErrorException.class)
                .hasMessageContaining("the server answered out of memory storing object to 1 of 3 items");
        assertThat(end(outcome).error(1).getMessage()).doesNotContain("does not say");
        assertThat(end(outcome).error(1).mayHaveBeenApplied()).isFalse();
        if (caller == Caller.ON_TWO_NODES) {
            assertThat(call.result().status(3)).isEqualTo(Status.STORED);
        }
    }

    @Test
    void whatWasTooLargeIsNamedAsThat() throws Exception {
        CompletableFuture<BulkOutcome> outcome = sent(setAll(Caller.BLOCKING), Caller.BLOCKING, LONG);
        readStores(Caller.BLOCKING);
        peer.say("SERVER_ERROR object too large for cache\r\nMN\r\n");
        Asked[] looks = readLooks();
        peer.say(there(looks[0], 10, 0) + there(looks[1], 10, 0) + "MN\r\n");
        assertThat(end(outcome).error(0)).isNull();
        assertThat(end(outcome).error(1)).isNull();
        assertThat(end(outcome).error(2)).isInstanceOf(ValueTooLargeException.class);
    }

    /** memcached up to 1.6.9, which has no base64 keys. */
    @Test
    void anOldServerIsAskedToo() throws Exception {
        NodeTraits old = NodeTraits.of(NodeTraits.Peer.SERVER, ServerVersion.of("1.6.9"));
        try (ScriptedServer server = new ScriptedServer();
                Routed routedToOld = Routed.over(
                        MemjayListener.NONE,
                        null,
                        parts -> new RouterParts(
                                parts.transport(),
                                parts.session(),
                                Greeting.silent(new MetaDialect(old)),
                                parts.nodeState()),
                        server)) {
            Peer oldPeer = Routed.accept(server);
            BulkCall call = Routed.setAll(10, "0a", "0b");
            CompletableFuture<BulkOutcome> outcome = background(() -> routedToOld.router.callAll(call, LONG));
            for (int line = 0; line < 3; line++) {
                oldPeer.next();
            }
            oldPeer.say(NO_MEMORY + "MN\r\n");
            Asked look = oldPeer.next();
            oldPeer.say(there(look, 10, 0).replace("HD", "OK") + "MN\r\n");
            assertThat(end(outcome).error(0)).isNull();
            assertThat(end(outcome).error(1).mayHaveBeenApplied()).isFalse();
        }
    }

    /** Somebody else has written, or deleted, since. */
    @ParameterizedTest
    @EnumSource
    void whatOthersChangedSinceSaysNothing(Caller caller) throws Exception {
        String[] answers = {"nothing is there", "all are there", "another length", "other flags", "an error"};
        for (String now : answers) {
            CompletableFuture<BulkOutcome> outcome = sent(setAll(caller), caller, LONG);
            readStores(caller);
            peer.say(NO_MEMORY + "MN\r\n");
            Asked[] looks = readLooks();
            String first = there(looks[0], 10, 0);
            String third = there(looks[2], 10, 0);
            peer.say(switch (now) {
                        case "nothing is there" -> "";
                        case "all are there" -> first + there(looks[1], 10, 0) + third;
                        case "another length" -> there(looks[0], 11, 0) + third;
                        case "other flags" -> there(looks[0], 10, 5) + third;
                        default -> "SERVER_ERROR out of memory writing get response\r\n" + third;
                    }
                    + "MN\r\n");
            assertUnknown(end(outcome));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLookThatIsNotAnsweredSaysNothing(Caller caller) throws Exception {
        CompletableFuture<BulkOutcome> outcome = sent(setAll(caller), caller, TimeUnit.SECONDS.toNanos(1));
        readStores(caller);
        peer.say(NO_MEMORY + "MN\r\n");
        readLooks();
        assertUnknown(end(outcome)); // with the call's own deadline
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionLostWhileItLooksSaysNothing(Caller caller) throws Exception {
        CompletableFuture<BulkOutcome> outcome = sent(setAll(caller), caller, LONG);
        readStores(caller);
        peer.say(NO_MEMORY + "MN\r\n");
        readLooks();
        peer.close();
        if (caller == Caller.BLOCKING) { // repeats a read, as always
            try (Peer again = zero.accept()) {
                again.next();
            }
        }
        assertUnknown(end(outcome));
    }

    private static void assertUnknown(BulkOutcome outcome) {
        for (int row = 0; row < 3; row++) {
            assertThat(outcome.error(row))
                    .isInstanceOf(ServerErrorException.class)
                    .hasMessageContaining(UNKNOWN);
            assertThat(outcome.error(row).mayHaveBeenApplied()).isTrue();
        }
    }

    /** An equal item may have been there before the add, and a number that was compared tells nothing afterwards. */
    @Test
    void conditionalStoresAreNotLookedAt() throws Exception {
        for (StoreRequest request : new StoreRequest[] {
            new StoreRequest(Verb.ADD, StoreRequest.Mode.ADD, new byte[10], 0, 0, 0),
            new StoreRequest(Verb.CAS, StoreRequest.Mode.SET, new byte[10], 0, 0, 5)
        }) {
            Request[] requests = {request, request, request};
            String[] keys = {"0a", "0b", "0c"};
            BulkCall call = new BulkCall(
                    request.verb(), keys, null, null, requests, false, false, BulkResult.forWrites(keys.length));
            CompletableFuture<BulkOutcome> outcome = sent(call, Caller.BLOCKING, LONG);
            readStores(Caller.BLOCKING);
            peer.say(NO_MEMORY + "MN\r\n");
            assertUnknown(end(outcome));
        }
    }
}
