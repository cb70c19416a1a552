package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.NetworkSettings;
import dev.memjay.internal.connection.talk.BinaryGreeting;
import dev.memjay.internal.connection.talk.Greeting;
import dev.memjay.internal.connection.talk.LoginSession;
import dev.memjay.internal.connection.talk.LoginSettings;
import dev.memjay.internal.connection.talk.Session;
import dev.memjay.internal.connection.talk.TextGreeting;
import dev.memjay.internal.connection.transport.NodeTransport;
import dev.memjay.internal.connection.transport.Transport;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The parts of a router that can be exchanged.
 *
 * @param transport how links are opened
 * @param session what is said on a fresh link before all else
 * @param greetings what is said then, and settles what is spoken afterwards; one for each node
 * @param nodeState who decides that a node may be called, one for each node
 */
public record RouterParts(Transport transport, Session session, Greeting.Maker greetings, NodeState.Maker nodeState) {
    /** What the settings ask for. */
    public static RouterParts of(RouterSettings settings) {
        return new RouterParts(
                new NodeTransport(
                        settings.network().socket(),
                        settings.network().tls(),
                        settings.network().names()),
                session(settings.network()),
                greetings(settings.protocol()),
                surroundings -> new NodeHealth(
                        settings.ejection(),
                        surroundings,
                        Clock::nanoTime,
                        bound -> ThreadLocalRandom.current().nextLong(bound)));
    }

    private static Session session(NetworkSettings network) {
        LoginSettings login = network.login();
        return login == null ? Session.NONE : new LoginSession(login);
    }

    private static Greeting.Maker greetings(String protocol) {
        return switch (protocol) {
            case "auto" -> () -> new TextGreeting(TextGreeting.Choice.BEST);
            case "meta" -> () -> new TextGreeting(TextGreeting.Choice.META);
            case "classic" -> () -> new TextGreeting(TextGreeting.Choice.CLASSIC);
            case "binary" -> BinaryGreeting::new;
            default ->
                throw new IllegalArgumentException(
                        "protocol '" + protocol + "' is not known; auto, meta, classic and binary are");
        };
    }
}
