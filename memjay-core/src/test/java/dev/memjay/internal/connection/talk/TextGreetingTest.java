package dev.memjay.internal.connection.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.internal.connection.Trial;
import dev.memjay.internal.connection.talk.TextGreeting.Choice;
import dev.memjay.internal.wire.Dialect;
import dev.memjay.internal.wire.ReadRequest;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.internal.wire.TextCommand.Ending;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found out about servers and proxies, by what is said to them first. */
class TextGreetingTest {
    private static final TextCommand VERSION = new TextCommand("version", Ending.LINE);
    private static final TextCommand STATS = new TextCommand("stats", Ending.END);

    private static final String FULL = "ERROR Too many open connections\r\n";
    private static final String MG = "mg " + TextGreeting.NO_KEY + " s O1";

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final ScriptedServer server = new ScriptedServer();
    private final AtomicLong now = new AtomicLong();
    private Trial trial;
    private TextGreeting greeting;

    @AfterEach
    void close() {
        trial.close();
        server.close();
    }

    private Peer greet(Choice choice) {
        TextGreeting made = new TextGreeting(choice);
        greeting = made;
        trial = Trial.greeting(server.node(), () -> made, Trial.settings());
        return server.accept();
    }

    private Dialect dialect() throws InterruptedException {
        long deadline = Clock.nanoTime() + Trial.LONG.toNanos();
        while (!trial.connections.isReady() && Clock.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
        }
        return Objects.requireNonNull(trial.connections.dialect());
    }

    private static void answer(Peer peer, String question, String answer) {
        peer.expect(question);
        peer.say(answer + "\r\n");
    }

    @Test
    void metaWhereThereIsMetaAskedOnceToANode() throws Exception {
        Peer first = greet(Choice.BEST);
        answer(first, "version", "VERSION 1.6.18");
        answer(first, MG, "EN O1");
        assertThat(dialect().name()).isEqualTo("meta");
        assertThat(dialect().traits().reachesServer()).isTrue();

        first.close();
        Peer second = server.accept();
        answer(second, "version", "VERSION 1.6.18");
        assertThat(dialect().name()).isEqualTo("meta");
        second.close();
        Peer downgraded = server.accept();
        answer(downgraded, "version", "VERSION 1.5.6");
        answer(downgraded, MG, "ERROR");
        answer(server.accept(), "version", "VERSION 1.5.6");
        assertThat(dialect().name()).isEqualTo("classic");
        assertThat(dialect().refusal(STATS)).isNull();
    }

    @Test
    void olderServersHaveTheirTraits() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "VERSION 1.6.6");
        answer(peer, MG, "EN O1");
        assertThat(dialect().name()).isEqualTo("meta");
        assertThat(dialect().carriesBinaryKeys()).isFalse();
    }

    @Test
    void whetherAMissIsBareIsTriedWhereTheVersionDoesNotTell() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "VERSION cloud");
        answer(peer, MG, "EN");
        assertThat(dialect().name()).isEqualTo("meta");
    }

    @Test
    void aProxyThatAnswersErrors() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "VERSION mcrouter 41");
        answer(peer, MG, "CLIENT_ERROR malformed request");
        assertThat(peer.isEnded()).isTrue();
        answer(server.accept(), "version", "VERSION mcrouter 41");
        assertThat(dialect().name()).isEqualTo("classic");
        assertThat(dialect().traits().reachesServer()).isFalse();
        assertThat(dialect().refusal(ReadRequest.getAndTouch(9))).isNull();
    }

    @Test
    void aProxyThatClosesOverTheFence() throws Exception {
        Peer peer = closedTwice(MG);
        answer(peer, "version", "VERSION 1.6.18");
        assertThat(dialect().name()).isEqualTo("classic");
        assertThat(dialect().traits().reachesServer()).isFalse();
        assertThat(dialect().refusal(VERSION)).isNull();
        assertThat(dialect().refusal(STATS)).contains("servers behind it");
        assertThat(dialect().refusal(ReadRequest.getAndTouch(9))).contains("get and touch");
        peer.close();
        answer(server.accept(), "version", "VERSION 1.6.18");
        assertThat(dialect().name()).isEqualTo("classic");
    }

    @Test
    void aProxyThatClosesOverTheVersion() throws Exception {
        Peer peer = closedTwice("version");
        answer(peer, "get " + TextGreeting.NO_KEY, "END");
        assertThat(dialect().name()).isEqualTo("classic");
        assertThat(dialect().refusal(VERSION)).isNotNull();
        peer.close();
        answer(server.accept(), "get " + TextGreeting.NO_KEY, "END");
        assertThat(dialect().name()).isEqualTo("classic");
    }

    /** A balancer that is started anew, say. */
    @ParameterizedTest
    @ValueSource(strings = {"version", MG})
    void whatClosedForOtherReasonsIsNoProxyForEver(String closing) throws Exception {
        Peer peer = closedTwice(closing);
        sayFirst(peer, closing);
        assertThat(dialect().name()).isEqualTo("classic");

        now.addAndGet(MINUTE - 1);
        peer.close();
        Peer early = server.accept();
        sayFirst(early, closing);
        assertThat(dialect().name()).isEqualTo("classic");

        now.addAndGet(1);
        early.close();
        Peer late = server.accept();
        answer(late, "version", "VERSION 1.6.18");
        answer(late, MG, "EN O1");
        assertThat(dialect().name()).isEqualTo("meta");
        assertThat(dialect().traits().reachesServer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"version", MG})
    void aProxyIsAskedAnewEverMoreSeldom(String closing) throws Exception {
        Peer peer = closedTwice(closing);
        sayFirst(peer, closing);
        assertThat(dialect().name()).isEqualTo("classic");
        long belief = MINUTE;
        for (int i = 0; i < 8; i++) {
            now.addAndGet(belief);
            peer.close();
            close(server.accept(), closing); // one connection, and no second
            peer = server.accept();
            sayFirst(peer, closing);
            assertThat(dialect().name()).isEqualTo("classic");

            belief = Math.min(2 * belief, 64 * MINUTE);
            now.addAndGet(belief - 1);
            peer.close();
            peer = server.accept();
            sayFirst(peer, closing);
            assertThat(dialect().name()).isEqualTo("classic");
            now.addAndGet(1 - belief);
        }
    }

    /** Two more closings, as at the first time; not one at each connection for ever. */
    @Test
    void aProxyWhoseServerWasUpgradedIsAskedTwice() throws Exception {
        Peer peer = closedTwice(MG);
        sayFirst(peer, MG);
        assertThat(dialect().name()).isEqualTo("classic");
        peer.close();
        for (int i = 0; i < 2; i++) {
            Peer closing = server.accept();
            answer(closing, "version", "VERSION 1.6.45");
            closing.expect(MG);
            closing.close();
        }
        Peer upgraded = server.accept();
        answer(upgraded, "version", "VERSION 1.6.45");
        answer(upgraded, "version", "VERSION 1.6.45");
        assertThat(dialect().name()).isEqualTo("classic");
    }

    private Peer closedTwice(String closing) {
        TextGreeting made = new TextGreeting(Choice.BEST, now::get);
        trial = Trial.greeting(server.node(), () -> made, Trial.settings());
        close(server.accept(), closing);
        close(server.accept(), closing);
        return server.accept();
    }

    private static void close(Peer peer, String closing) {
        if (closing.equals(MG)) {
            answer(peer, "version", "VERSION 1.6.18");
        }
        peer.expect(closing);
        peer.close();
    }

    /** To a proxy that is known to close over that. */
    private static void sayFirst(Peer peer, String closing) {
        if (closing.equals(MG)) {
            answer(peer, "version", "VERSION 1.6.18");
        } else {
            answer(peer, "get " + TextGreeting.NO_KEY, "END");
        }
    }

    @Test
    void oneClosedConnectionProvesNothing() throws Exception {
        Peer peer = greet(Choice.BEST);
        peer.expect("version");
        peer.close();
        Peer next = server.accept();
        answer(next, "version", "VERSION 1.6.45");
        answer(next, MG, "EN O1");
        assertThat(dialect().name()).isEqualTo("meta");
    }

    @Test
    void classicByChoiceFindsOutAboutProxiesToo() throws Exception {
        Peer peer = greet(Choice.CLASSIC);
        answer(peer, "version", "VERSION 1.6.18");
        answer(peer, MG, "EN O1");
        assertThat(dialect().name()).isEqualTo("classic");
        assertThat(dialect().traits().reachesServer()).isTrue();
    }

    @Test
    void metaByChoice() throws Exception {
        Peer peer = greet(Choice.META);
        assertThat(Objects.requireNonNull(trial.connections.dialect()).name()).isEqualTo("meta");
        answer(peer, "version", "VERSION 1.6.12");
        answer(peer, MG, "EN");
        assertThat(dialect().name()).isEqualTo("meta");
    }

    @Test
    void whoWantsALoginOrIsNoMemcachedIsNoConnection() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "CLIENT_ERROR unauthenticated");
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS)).hasMessageContaining("wants a login first");
        answer(server.accept(), "version", "-ERR unknown\u001b[2J command" + "x".repeat(500));
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS))
                .hasMessageContaining("answered the command version with '-ERR unknown\\u001b[2J commandxxx")
                .hasMessageEndingWith("xxx...'; is it a memcached?");
    }

    @Test
    void aFullServerIsToldAsOneAndIsNoProxy() throws Exception {
        greet(Choice.BEST).say(FULL);
        for (int i = 0; i < 3; i++) {
            assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS))
                    .hasMessageContaining("too many open connections")
                    .hasMessageContaining("-c of memcached");
            Peer next = server.accept();
            if (i < 2) {
                next.say(FULL);
                next.close();
            } else {
                answer(next, "version", "VERSION 1.6.18");
                answer(next, MG, "EN O1");
            }
        }
        assertThat(dialect().name()).isEqualTo("meta");
    }

    @Test
    void aFullServerIsToldAsOneToWhoSpeaksBinary() throws Exception {
        trial = Trial.greeting(server.node(), BinaryGreeting::new, Trial.settings());
        server.accept().say(FULL);
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS)).hasMessageContaining("too many open connections");
    }

    @Test
    void theFenceAloneIsNoProofOfMeta() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "VERSION 15.0.0");
        answer(peer, MG, "ERROR");
        answer(server.accept(), "version", "VERSION 15.0.0");
        assertThat(dialect().name()).isEqualTo("classic");
    }

    @Test
    void aProxyWhoseServerIsDownIsMetaIfItKnowsTheFence() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "VERSION 1.6.45");
        answer(peer, MG, "SERVER_ERROR backend failure");
        answer(peer, "mn", "MN");
        assertThat(dialect().name()).isEqualTo("meta");
    }

    @Test
    void anItemUnderTheKeyThatNobodyStoresIsNoHindrance() throws Exception {
        Peer peer = greet(Choice.BEST);
        answer(peer, "version", "VERSION 1.6.12");
        answer(peer, MG, "HD s5 O1");
        assertThat(dialect().name()).isEqualTo("meta");
        assertThat(dialect().traits().bareMisses()).isTrue();
    }

    @Test
    void metaByChoiceWhereThereIsNone() throws Exception {
        Peer peer = greet(Choice.META);
        answer(peer, "version", "VERSION 1.4.39");
        answer(peer, MG, "ERROR");
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS)).hasMessageContaining("protocol=classic would do");
    }

    @Test
    void aServerThatClosesOverAnyTextMaySpeakBinary() throws Exception {
        Peer peer = closedTwice("version");
        peer.expect("get " + TextGreeting.NO_KEY);
        peer.close();
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS)).hasMessageContaining("protocol=binary would do");
    }

    @Test
    void whatWasFoundOutIsDoubtedOnceItIsNotUnderstood() throws Exception {
        Peer first = greet(Choice.BEST);
        answer(first, "version", "VERSION 1.6.18");
        answer(first, MG, "EN O1");
        assertThat(dialect().name()).isEqualTo("meta");

        greeting.doubt();
        first.close();
        Peer asked = server.accept();
        answer(asked, "version", "VERSION 1.6.18");
        answer(asked, MG, "EN O1");
        asked.close();
        Peer askedAgain = server.accept(); // a balancer may lead to others each time
        answer(askedAgain, "version", "VERSION 1.6.18");
        answer(askedAgain, MG, "ERROR");
        Peer classic = server.accept();
        answer(classic, "version", "VERSION 1.6.18");
        assertThat(dialect().name()).isEqualTo("classic");
        classic.close();
        answer(server.accept(), "version", "VERSION 1.6.18"); // which is understood by all
        assertThat(dialect().name()).isEqualTo("classic");
    }

    @Test
    void theBinaryGreeting() throws Exception {
        trial = Trial.greeting(server.node(), BinaryGreeting::new, Trial.settings());
        Peer wrong = server.accept();
        wrong.say("ERROR\r\n");
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS)).hasMessageContaining("protocol=auto would do");
        Peer locked = server.accept();
        locked.say("\u0081\u000b\0\0\0\0\0\u0020\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0no!");
        assertThat(trial.failedDials.poll(10, TimeUnit.SECONDS)).hasMessageContaining("wants a login first");
        Peer right = server.accept();
        right.say("\u0081\u000b\0\0\0\0\0\0\0\0\0\6\0\0\0\0\0\0\0\0\0\0\0\u00001.6.18");
        assertThat(dialect().name()).isEqualTo("binary");
    }
}
