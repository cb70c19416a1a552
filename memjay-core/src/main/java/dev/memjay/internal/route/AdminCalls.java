package dev.memjay.internal.route;

import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.connection.talk.LogStream;
import dev.memjay.internal.wire.Exchange;
import dev.memjay.internal.wire.TextCommand;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Commands of administration, each for one node. */
final class AdminCalls {
    private final Roster roster;
    private final LogStream logs;
    private final @Nullable Executor callbackExecutor;

    AdminCalls(Roster roster, LogStream logs, @Nullable Executor callbackExecutor) {
        this.roster = roster;
        this.logs = logs;
        this.callbackExecutor = callbackExecutor;
    }

    /** Sends a command and waits for its lines. */
    List<String> text(Node node, TextCommand command, long start, long timeoutNanos) {
        return lines(roster.now().clientOf(node).call(command, null, false, start, start + timeoutNanos));
    }

    /** Sends a command without waiting. */
    CompletableFuture<List<String>> startText(Node node, TextCommand command, long timeoutNanos) {
        long start = Clock.nanoTime();
        return new CallFuture<>(
                        roster.now().clientOf(node),
                        command,
                        null,
                        false,
                        start,
                        start + timeoutNanos,
                        AdminCalls::lines,
                        callbackExecutor)
                .send();
    }

    /** Has a node tell what goes on there, until the time is over. */
    String follow(Node node, String command, long nanos, Consumer<String> lines) throws IOException {
        roster.now().clientOf(node).refuseUnlessServer(Verb.ADMIN);
        return logs.follow(node, command, nanos, lines);
    }

    @SuppressWarnings("unchecked") // what a TextCommand is answered with
    private static List<String> lines(Exchange answer) {
        return answer.detail == null ? List.of() : (List<String>) answer.detail;
    }
}
