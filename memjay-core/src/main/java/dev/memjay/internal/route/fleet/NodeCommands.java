package dev.memjay.internal.route.fleet;

import dev.memjay.error.ClosedException;
import dev.memjay.error.InterruptedCallException;
import dev.memjay.error.MemjayException;
import dev.memjay.internal.clock.Clock;
import dev.memjay.internal.route.Engine;
import dev.memjay.internal.route.call.Futures;
import dev.memjay.model.Node;
import dev.memjay.model.NodeResults;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Sends commands of administration to one node or to all at once, and waits. */
public final class NodeCommands {
    private final Engine engine;
    private final long timeoutNanos;

    public NodeCommands(Engine engine, long timeoutNanos) {
        this.engine = engine;
        this.timeoutNanos = timeoutNanos;
    }

    /** Sends a command to one node and reads its answer. */
    public <R> R one(Node node, NodeCommand<R> command) {
        Objects.requireNonNull(node, "node");
        long start = Clock.nanoTime();
        if (command.isForServersAlone()) {
            List<String> stats = engine.text(node, NodeCommand.PROXY_QUESTION, timeoutNanos);
            command.refuseOnProxy(node, stats, Clock.nanoTime() - start);
        }
        List<String> lines = engine.text(node, command.command(), timeLeft(start));
        return command.read(node, lines, Clock.nanoTime() - start);
    }

    /** Sends a command to all nodes at once and reads their answers. */
    public <R> NodeResults<R> all(NodeCommand<R> command) {
        long start = Clock.nanoTime();
        List<Node> nodes = engine.nodes();
        Map<Node, CompletableFuture<R>> started = new LinkedHashMap<>();
        // The first node is asked by a blocking call, which refuses to block the event loop; the others are under way
        // then.
        for (Node node : nodes.subList(1, nodes.size())) {
            started.put(
                    node,
                    startText(node, command, start)
                            .thenApply(lines -> command.read(node, lines, Clock.nanoTime() - start)));
        }
        Map<Node, R> results = new LinkedHashMap<>();
        Map<Node, MemjayException> failed = new LinkedHashMap<>();
        try {
            results.put(nodes.get(0), one(nodes.get(0), command));
        } catch (MemjayException e) {
            failed.put(nodes.get(0), passing(e));
        }
        started.forEach((node, answer) -> {
            try {
                results.put(node, await(answer));
            } catch (MemjayException e) {
                failed.put(node, passing(e));
            }
        });
        return new NodeResults<>(results, failed);
    }

    private CompletableFuture<List<String>> startText(Node node, NodeCommand<?> command, long start) {
        if (!command.isForServersAlone()) {
            return engine.startText(node, command.command(), timeoutNanos);
        }
        return engine.startText(node, NodeCommand.PROXY_QUESTION, timeoutNanos).thenCompose(stats -> {
            command.refuseOnProxy(node, stats, Clock.nanoTime() - start);
            return engine.startText(node, command.command(), timeLeft(start));
        });
    }

    /** What is left of the one timeout that covers both questions. */
    private long timeLeft(long start) {
        return Math.max(1, timeoutNanos - (Clock.nanoTime() - start));
    }

    private static <R> R await(CompletableFuture<R> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            Throwable cause = Futures.unwrapped(e.getCause() == null ? e : e.getCause());
            if (cause instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedCallException(
                    "the calling thread was interrupted", new MemjayException.Context(null, "admin", 0, false), e);
        }
    }

    /** What concerns the caller and no node is thrown. */
    private static MemjayException passing(MemjayException error) {
        if (error instanceof InterruptedCallException || error instanceof ClosedException) {
            throw error;
        }
        return error;
    }
}
